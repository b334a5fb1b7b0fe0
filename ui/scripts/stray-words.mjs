// Finds words for people that stand in code instead of in messages/: in texts of components, in
// attributes that are read out or shown, and in properties that hold such texts. It only reads the
// source, so it takes a second; tests/browser/words.test.ts looks at the finished pages.
import ts from 'typescript';
import { parse } from 'svelte/compiler';

/** Attributes and properties whose value a person reads or hears. */
const shown =
  /^(aria-?(label|description|placeholder|roledescription|valuetext)|placeholder|title|alt|label|(sub)?heading|caption|hint|message|sentence|text|tooltip|summary|question|confirm|cancel)$/i;

/** Elements whose text is no sentence: styles, and the names of keys. */
const silent = new Set(['style', 'script', 'kbd']);

const hasWord = (text) => /\p{L}{2}/u.test(text);

/**
 * @param {string} source
 * @param {string} file its name tells whether it is a component
 * @returns {string[]} what was found, each as `line: text`
 */
export function strayWords(source, file) {
  const found = [];
  const note = (at, text) => {
    const line = source.slice(0, at).split('\n').length;
    found.push(`${line}: ${text.trim().replace(/\s+/g, ' ')}`);
  };
  if (file.endsWith('.svelte')) {
    const page = parse(source, { modern: true });
    inMarkup(page.fragment, note);
    for (const script of [page.instance, page.module])
      if (script) inProperties(script.content, note);
  } else {
    const page = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
    inTypeScript(page, note);
  }
  return found;
}

/** Every node below one, itself included. */
function* below(node) {
  if (!node || typeof node !== 'object') return;
  if (Array.isArray(node)) {
    for (const one of node) yield* below(one);
    return;
  }
  if (typeof node.type === 'string') yield node;
  for (const [name, value] of Object.entries(node)) if (name !== 'metadata') yield* below(value);
}

function inMarkup(node, note) {
  if (!node || typeof node !== 'object') return;
  if (Array.isArray(node)) {
    for (const one of node) inMarkup(one, note);
    return;
  }
  if (node.type === 'Text' && hasWord(node.data)) note(node.start, node.data);
  if (node.type === 'ExpressionTag') saidBy(node.expression, note);
  if (node.type === 'Attribute') {
    if (shown.test(node.name)) inValue(node.value, note);
    for (const one of [node.value].flat()) {
      if (one?.type === 'ExpressionTag') inProperties(one.expression, note);
    }
    return;
  }
  if (silent.has(node.name)) {
    inMarkup(node.attributes, note);
    return;
  }
  for (const name of [
    'attributes',
    'fragment',
    'nodes',
    'consequent',
    'alternate',
    'body',
    'fallback',
    'pending',
    'then',
    'catch',
  ]) {
    inMarkup(node[name], note);
  }
}

function inValue(value, note) {
  for (const one of [value].flat()) {
    if (one?.type === 'Text' && hasWord(one.data)) note(one.start, one.data);
    if (one?.type === 'ExpressionTag') saidBy(one.expression, note);
  }
}

/** The texts that an expression can come to; not those that it only compares or calls with. */
function saidBy(node, note) {
  switch (node?.type) {
    case 'Literal':
      if (typeof node.value === 'string' && hasWord(node.value)) note(node.start, node.value);
      break;
    case 'TemplateLiteral':
      for (const part of node.quasis) if (hasWord(part.value.raw)) note(part.start, part.value.raw);
      break;
    case 'ConditionalExpression':
      saidBy(node.consequent, note);
      saidBy(node.alternate, note);
      break;
    case 'LogicalExpression':
      saidBy(node.left, note);
      saidBy(node.right, note);
      break;
    case 'BinaryExpression':
      if (node.operator !== '+') break;
      saidBy(node.left, note);
      saidBy(node.right, note);
      break;
  }
}

function inProperties(tree, note) {
  for (const node of below(tree)) {
    const name = node.type === 'Property' && (node.key.name ?? node.key.value);
    if (name && shown.test(name)) saidBy(node.value, note);
  }
}

function inTypeScript(node, note) {
  if (ts.isPropertyAssignment(node) && shown.test(node.name.text ?? '')) {
    saidByTypeScript(node.initializer, note);
  }
  ts.forEachChild(node, (one) => inTypeScript(one, note));
}

function saidByTypeScript(node, note) {
  if (ts.isStringLiteralLike(node)) {
    if (hasWord(node.text)) note(node.getStart(), node.text);
  } else if (ts.isTemplateExpression(node)) {
    const parts = [node.head, ...node.templateSpans.map((span) => span.literal)];
    for (const part of parts) if (hasWord(part.text)) note(part.getStart(), part.text);
  } else if (ts.isConditionalExpression(node)) {
    saidByTypeScript(node.whenTrue, note);
    saidByTypeScript(node.whenFalse, note);
  } else if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) {
    saidByTypeScript(node.expression, note);
  }
}
