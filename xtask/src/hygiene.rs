//! What no compiler or linter finds: the walls between the parts (HOUSE's "Walls"), files grown
//! too long, files that do not say what belongs in them, and what must never be committed.
//! Each rule is a function from one file to the complaints about it.

use std::fs;

use crate::project::Project;
use crate::run::{Failure, Result, program};

/// Past this many lines, tests not counted, a file is asking to be two.
const LONGEST: usize = 600;

/// One file of the project, as the rules see it.
#[derive(Debug)]
struct File<'a> {
    /// From the root, with `/`.
    path: &'a str,
    text: &'a str,
}

type Rule = fn(&File<'_>) -> Vec<String>;

const RULES: &[Rule] =
    &[length, opening, walls, interface_imports, left_over, machine_paths, secrets];

/// Checks every file that is, or could be, committed.
pub(crate) fn check(project: &Project) -> Result {
    let listed = program("git")
        .folder(project.root())
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .read()?;
    let mut looked_at = 0;
    let mut complaints = Vec::new();
    for path in listed.lines() {
        // A file may be deleted and not committed yet, or be no text at all.
        let Ok(text) = fs::read_to_string(project.root().join(path)) else { continue };
        looked_at += 1;
        let file = File { path, text: &text };
        complaints.extend(
            RULES
                .iter()
                .flat_map(|rule| rule(&file))
                .map(|complaint| format!("{path}: {complaint}")),
        );
    }
    for complaint in &complaints {
        println!("{complaint}");
    }
    println!("{looked_at} files looked at, {} complaints", complaints.len());
    if complaints.is_empty() { Ok(()) } else { Err(Failure::new("the complaints above")) }
}

impl File<'_> {
    fn ends_with(&self, endings: &[&str]) -> bool {
        endings.iter().any(|ending| self.path.ends_with(ending))
    }

    /// Recorded or generated: not written by hand, so not judged by how it is written.
    fn is_made(&self) -> bool {
        self.path.starts_with("tests/fixtures/")
            || self.path == "ui/src/bindings.ts"
            || self.ends_with(&[".lock", "package-lock.json", ".svg", ".snap"])
    }

    /// Written by hand, in a language that is built.
    fn is_source(&self) -> bool {
        !self.is_made() && self.ends_with(&[".rs", ".ts", ".svelte", ".css", ".js", ".mjs", ".py"])
    }

    /// This file, which has to name what it looks for.
    fn is_this(&self) -> bool {
        self.path == "xtask/src/hygiene.rs"
    }

    /// The lines with their numbers, without those that are only comment.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
            .filter(|(_, line)| !is_comment(line))
    }
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    ["//", "#", "/*", "* ", "<!--"].iter().any(|mark| line.starts_with(mark))
        && !line.starts_with("#[")
}

fn length(file: &File<'_>) -> Vec<String> {
    let is_test = file.path.contains("/tests/")
        || file.path.starts_with("tests/")
        || file.ends_with(&[".test.ts", "/tests.rs"]);
    if !file.is_source() || is_test {
        return Vec::new();
    }
    let lines = file.text.lines().take_while(|line| *line != "#[cfg(test)]").count();
    if lines > LONGEST {
        vec![format!("{lines} lines, and {LONGEST} is the most: make it two files")]
    } else {
        Vec::new()
    }
}

fn opening(file: &File<'_>) -> Vec<String> {
    // A component says it inside its script, which is what it opens with.
    let opens = |line: &&str| {
        let is_shell = line.starts_with("#!/") || line.starts_with("<script");
        !line.trim().is_empty() && !is_shell
    };
    let first = file.text.lines().find(opens);
    match first {
        Some(line) if file.is_source() && !is_comment(line) && !line.starts_with("\"\"\"") => {
            vec!["opens without saying what belongs here and what does not".to_owned()]
        }
        _ => Vec::new(),
    }
}

/// Which crate may not be named where: (folder, name, why).
const WALLS: &[(&str, &str, &str)] = &[
    ("crates/", "tauri", "the crates know no window system"),
    ("crates/kaltura/", "reseller", "the client knows no reseller"),
    ("crates/simulator/", "kaltura::", "the simulator shares no types with the client"),
    ("crates/simulator/", "reseller::", "the simulator knows no reseller"),
    ("src-tauri/src/", "kaltura::", "the shell knows only `reseller`"),
];

fn walls(file: &File<'_>) -> Vec<String> {
    if !file.ends_with(&[".rs", "Cargo.toml"]) {
        return Vec::new();
    }
    let in_manifest = file.path.ends_with("Cargo.toml");
    WALLS
        .iter()
        .filter(|(folder, _, _)| file.path.starts_with(folder))
        .flat_map(|(_, name, why)| {
            file.code()
                .filter(move |(_, line)| {
                    if in_manifest {
                        let dependency = name.trim_end_matches(':');
                        line.split(['.', ' ', '=']).next() == Some(dependency)
                    } else {
                        names(line, name)
                    }
                })
                .map(move |(number, _)| format!("{number}: names `{name}`, but {why}"))
        })
        .collect()
}

/// Whether the line uses the name of a crate: as a path, not as part of another word or of a
/// text in quotation marks.
fn names(line: &str, name: &str) -> bool {
    let name = name.trim_end_matches(':');
    let path = format!("{name}::");
    line.match_indices(&path).any(|(at, _)| {
        let before = line.get(..at).unwrap_or_default();
        !before.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':')
            && before.matches('"').count() % 2 == 0
    }) || line
        .trim_start()
        .strip_prefix("use ")
        .is_some_and(|used| used.trim_end() == format!("{name};"))
}

fn interface_imports(file: &File<'_>) -> Vec<String> {
    if !file.path.starts_with("ui/src/")
        || !file.ends_with(&[".ts", ".svelte"])
        || ["ui/src/backend.ts", "ui/src/bindings.ts"].contains(&file.path)
    {
        return Vec::new();
    }
    file.code()
        .filter(|(_, line)| {
            let imports = line.contains("import") || line.contains(" from ");
            // A type is gone when the interface is built, so it crosses no wall.
            let only_types = line.trim_start().starts_with("import type")
                || line.trim_start().starts_with("export type");
            imports
                && (line.contains("@tauri-apps/")
                    || (!only_types
                        && (line.contains("/bindings\"") || line.contains("/bindings'"))))
        })
        .map(|(number, _)| format!("{number}: only backend.ts imports bindings and @tauri-apps"))
        .collect()
}

fn left_over(file: &File<'_>) -> Vec<String> {
    if !file.is_source() || file.is_this() {
        return Vec::new();
    }
    found(file, &["TODO", "FIXME", "XXX:"], "finish it, or file an issue")
}

fn machine_paths(file: &File<'_>) -> Vec<String> {
    if file.is_this() || file.is_made() {
        return Vec::new();
    }
    let homes = ["/root/", "/Users/", "C:\\Users\\", "/work/", "/tmp/target"];
    found(file, &homes, "the path of one machine")
}

fn secrets(file: &File<'_>) -> Vec<String> {
    if file.is_this() {
        return Vec::new();
    }
    let marks = ["PRIVATE KEY-----", "AKIA", "ghp_", "github_pat_", "xoxb-", "_authToken="];
    found(file, &marks, "looks like a secret")
}

fn found(file: &File<'_>, marks: &[&str], why: &str) -> Vec<String> {
    file.text
        .lines()
        .enumerate()
        .flat_map(|(index, line)| {
            marks
                .iter()
                .filter(|mark| line.contains(**mark))
                .map(move |mark| format!("{}: `{mark}`: {why}", index + 1))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(path: &str, text: &str) -> Vec<String> {
        let file = File { path, text };
        RULES.iter().flat_map(|rule| rule(&file)).collect()
    }

    #[test]
    fn a_tidy_file_has_no_complaint() {
        let text = "//! What belongs here. Nothing about tauri.\n\nuse kaltura::Client;\n";
        assert_eq!(complaints("crates/reseller/src/lib.rs", text), Vec::<String>::new());
    }

    #[test]
    fn the_window_system_is_not_named_in_the_crates() {
        assert_eq!(complaints("crates/reseller/src/a.rs", "//! A.\nuse tauri::App;\n").len(), 1);
        assert_eq!(
            complaints("crates/reseller/Cargo.toml", "[dependencies]\ntauri = \"2\"\n").len(),
            1
        );
    }

    #[test]
    fn the_name_of_a_server_or_an_action_is_no_crate() {
        let text = "//! A.\nconst A: &str = \"kaltura::x\"; let b = my_kaltura::x();\n";
        assert_eq!(complaints("crates/simulator/src/a.rs", text), Vec::<String>::new());
    }

    #[test]
    fn the_shell_and_the_simulator_do_not_name_the_client() {
        let text = "//! A.\nuse kaltura::Client;\n";
        assert_eq!(complaints("src-tauri/src/a.rs", text).len(), 1);
        assert_eq!(complaints("crates/simulator/src/a.rs", text).len(), 1);
    }

    #[test]
    fn only_the_backend_file_imports_the_bindings() {
        let text = "// A.\nimport { commands } from \"../bindings\";\n";
        assert_eq!(complaints("ui/src/state/a.svelte.ts", text).len(), 1);
        assert_eq!(complaints("ui/src/backend.ts", text).len(), 0);
    }

    #[test]
    fn a_long_file_is_found_and_its_tests_are_not_counted() {
        let long = format!("//! A.\n{}", "fn a() {}\n".repeat(LONGEST));
        assert_eq!(complaints("crates/kaltura/src/a.rs", &long).len(), 1);
        let tested = format!("//! A.\n#[cfg(test)]\n{}", "fn a() {}\n".repeat(LONGEST));
        assert_eq!(complaints("crates/kaltura/src/a.rs", &tested).len(), 0);
    }

    #[test]
    fn a_file_that_does_not_say_what_it_is_for_is_found() {
        assert_eq!(complaints("crates/kaltura/src/a.rs", "use std::fs;\n").len(), 1);
    }

    #[test]
    fn a_component_says_it_in_its_script() {
        let text = "<script lang=\"ts\">\n  // A button.\n</script>\n";
        assert_eq!(complaints("ui/src/components/A.svelte", text), Vec::<String>::new());
        let text = "<script lang=\"ts\">\n  const a = 1;\n</script>\n";
        assert_eq!(complaints("ui/src/components/A.svelte", text).len(), 1);
    }

    #[test]
    fn paths_of_one_machine_and_secrets_are_found_anywhere() {
        assert_eq!(complaints("README.md", "see /root/notes\n").len(), 1);
        assert_eq!(complaints("a.pem", "-----BEGIN PRIVATE KEY-----\n").len(), 1);
    }
}
