//! Turns the `## rust` and `## import` parts of `messages/en.ftl` into one function per message,
//! with its placeables as parameters. A message that is missing, or a placeable that is forgotten, does
//! not compile.

use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement,
};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let manifest = std::env::var("CARGO_MANIFEST_DIR")?;
    let source = Path::new(&manifest).join("../../messages/en.ftl");
    println_cargo(&format!("rerun-if-changed={}", source.display()));
    println_cargo("rerun-if-changed=build.rs");
    let text = std::fs::read_to_string(&source)?;
    let code = generate(&text)?;
    std::fs::write(Path::new(&std::env::var("OUT_DIR")?).join("messages.rs"), code)?;
    Ok(())
}

fn println_cargo(line: &str) {
    println!("cargo::{line}");
}

fn generate(text: &str) -> Result<String, Failure> {
    let resource = fluent_syntax::parser::parse(text)
        .map_err(|(_, errors)| format!("messages/en.ftl does not parse: {errors:?}"))?;
    let mut code = String::new();
    let mut seen = BTreeSet::new();
    let mut ours = false;
    for entry in &resource.body {
        match entry {
            Entry::GroupComment(comment) => {
                ours = comment
                    .content
                    .first()
                    .is_some_and(|line| matches!(line.trim(), "rust" | "import" | "export"));
            }
            Entry::Message(message) => {
                if !seen.insert(message.id.name) {
                    return Err(format!("{} stands twice in en.ftl", message.id.name).into());
                }
                if !ours {
                    continue;
                }
                let mut variables = BTreeSet::new();
                if let Some(value) = &message.value {
                    collect(value, &mut variables);
                }
                for attribute in &message.attributes {
                    collect(&attribute.value, &mut variables);
                }
                write_function(&mut code, message.id.name, &variables)?;
            }
            Entry::Junk { content } => return Err(format!("en.ftl: {content}").into()),
            Entry::Term(_) | Entry::Comment(_) | Entry::ResourceComment(_) => {}
        }
    }
    Ok(code)
}

fn write_function(code: &mut String, id: &str, variables: &BTreeSet<&str>) -> std::fmt::Result {
    let name = id.replace('-', "_");
    let parameters: Vec<String> =
        variables.iter().map(|v| format!("{}: impl Into<Arg>", v.replace('-', "_"))).collect();
    let pairs: Vec<String> =
        variables.iter().map(|v| format!("(\"{v}\", {}.into())", v.replace('-', "_"))).collect();
    writeln!(code, "/// The message `{id}`.")?;
    writeln!(code, "pub(crate) fn {name}({}) -> Message {{", parameters.join(", "))?;
    writeln!(code, "    Message {{ id: \"{id}\", args: vec![{}] }}", pairs.join(", "))?;
    writeln!(code, "}}")
}

fn collect<'a>(pattern: &Pattern<&'a str>, found: &mut BTreeSet<&'a str>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            collect_expression(expression, found);
        }
    }
}

fn collect_expression<'a>(expression: &Expression<&'a str>, found: &mut BTreeSet<&'a str>) {
    match expression {
        Expression::Inline(inline) => collect_inline(inline, found),
        Expression::Select { selector, variants } => {
            collect_inline(selector, found);
            for variant in variants {
                collect(&variant.value, found);
            }
        }
    }
}

fn collect_inline<'a>(inline: &InlineExpression<&'a str>, found: &mut BTreeSet<&'a str>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            found.insert(id.name);
        }
        InlineExpression::Placeable { expression } => collect_expression(expression, found),
        InlineExpression::FunctionReference { arguments, .. }
        | InlineExpression::TermReference { arguments: Some(arguments), .. } => {
            collect_arguments(arguments, found);
        }
        InlineExpression::TermReference { arguments: None, .. }
        | InlineExpression::MessageReference { .. }
        | InlineExpression::StringLiteral { .. }
        | InlineExpression::NumberLiteral { .. } => {}
    }
}

fn collect_arguments<'a>(arguments: &CallArguments<&'a str>, found: &mut BTreeSet<&'a str>) {
    for argument in &arguments.positional {
        collect_inline(argument, found);
    }
    for argument in &arguments.named {
        collect_inline(&argument.value, found);
    }
}
