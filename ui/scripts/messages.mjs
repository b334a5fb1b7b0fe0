// Turns the `## ui` section of messages/en.ftl into src/generated/messages.ts: the messages as
// Fluent reads them, so that no start of the app waits for that, and a type for every message with
// the arguments it needs. A message that is missing, or called
// without one of its arguments, then fails the type check. Nothing here runs in the app.
import { mkdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FluentResource } from '@fluent/bundle';
import { parse, Visitor, serialize, Resource } from '@fluent/syntax';

const here = dirname(fileURLToPath(import.meta.url));
export const source = resolve(here, '../../messages/en.ftl');
const target = resolve(here, '../src/generated/messages.ts');

/** The entries that stand under the group comment `## ui`. */
function uiEntries(resource) {
  let inUi = false;
  const entries = [];
  for (const entry of resource.body) {
    if (entry.type === 'GroupComment') inUi = entry.content.trim() === 'ui';
    else if (inUi && (entry.type === 'Message' || entry.type === 'Term')) entries.push(entry);
    else if (entry.type === 'Junk') {
      throw new Error(`messages/en.ftl: cannot be read near: ${entry.content.slice(0, 120)}`);
    }
  }
  return entries;
}

/** Which variables a message mentions. */
function variablesOf(entry) {
  const names = new Set();
  class Variables extends Visitor {
    visitVariableReference(node) {
      names.add(node.id.name);
    }
  }
  new Variables().visit(entry);
  return [...names].sort();
}

/** As a literal in single quotes: JSON is full of double ones. */
function quoted(text) {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

export function generate() {
  const entries = uiEntries(parse(readFileSync(source, 'utf8'), {}));
  const seen = new Set();
  for (const entry of entries) {
    if (seen.has(entry.id.name)) throw new Error(`messages/en.ftl: ${entry.id.name} stands twice`);
    seen.add(entry.id.name);
    entry.comment = null;
  }
  const types = entries
    .filter((entry) => entry.type === 'Message')
    .map((entry) => {
      const variables = variablesOf(entry);
      const args = variables.length
        ? `{ ${variables.map((v) => `${v}: MessageValue`).join('; ')} }`
        : 'NoArguments';
      return `  '${entry.id.name}': ${args};`;
    });
  const { body } = new FluentResource(serialize(new Resource(entries), {}));
  if (body.length !== entries.length) throw new Error('messages/en.ftl: not all can be read');
  const out = `// Made by scripts/messages.mjs from messages/en.ftl. Not to be edited.
export type MessageValue = string | number;
export type NoArguments = Record<string, never>;
export interface Messages {
${types.join('\n')}
}
export type MessageId = keyof Messages;
/** The entries of a FluentResource, as JSON: read a hundred times as fast as the text. */
export const english = ${quoted(JSON.stringify(body))};
`;
  if (existsSync(target) && readFileSync(target, 'utf8') === out) return;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, out);
}

/** Makes the file again whenever the messages change while the development server runs. */
export function messagesPlugin() {
  return {
    name: 'roster-messages',
    buildStart: generate,
    configureServer(server) {
      server.watcher.add(source);
      server.watcher.on('change', (file) => {
        if (file === source) generate();
      });
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) generate();
