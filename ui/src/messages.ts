// Every sentence on the screen comes from here: looks a message up in messages/en.ftl and fills
// its arguments in. What the sentences are is in that file, not here; dates, numbers and sizes
// are turned into text by lib/format.ts.
import { FluentBundle, FluentResource } from '@fluent/bundle';
import { english, type MessageId, type Messages, type MessageValue } from './generated/messages';
import { speak, spokenLanguage, type UiLanguage } from './language.svelte';
import { pseudo } from './lib/pseudo';

export type { MessageId, UiLanguage };

/** A name for a sentence that is chosen at run time and takes no arguments. */
export type PlainMessageId = {
  [Id in MessageId]: Messages[Id] extends Record<string, never> ? Id : never;
}[MessageId];

type Arguments<Id extends MessageId> =
  Messages[Id] extends Record<string, never> ? [] : [values: Messages[Id]];

function bundleFor(language: UiLanguage): FluentBundle {
  const bundle = new FluentBundle(['en'], {
    useIsolating: false,
    ...(language === 'pseudo' ? { transform: pseudo } : {}),
  });
  const resource = new FluentResource('');
  resource.body = JSON.parse(english) as FluentResource['body'];
  const problems = bundle.addResource(resource);
  if (problems[0]) throw problems[0];
  return bundle;
}

let bundle = bundleFor('en');
/** Sentences without arguments, as they read in this language: most of what a screen says. */
const fixed = new Map<MessageId, string>();

/** Changes the language of everything on the screen at once. */
export function setLanguage(next: UiLanguage): void {
  if (next === spokenLanguage()) return;
  bundle = bundleFor(next);
  fixed.clear();
  speak(next);
}

const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF]/;

/** A name in a right-to-left script inside a left-to-right sentence must not turn it around. */
function isolated(value: MessageValue): MessageValue {
  return typeof value === 'string' && rightToLeft.test(value) ? `\u2068${value}\u2069` : value;
}

/** The sentence with this name, in the language that is set. */
export function t<Id extends MessageId>(id: Id, ...[values]: Arguments<Id>): string {
  // Read every time, so that whatever shows the sentence is drawn again in another language.
  const language = spokenLanguage();
  const known = values === undefined ? fixed.get(id) : undefined;
  if (known !== undefined) return known;
  const pattern = bundle.getMessage(id)?.value;
  if (!pattern) throw new Error(`There is no message ${id}`);
  const given: Record<string, MessageValue> = {};
  for (const [name, value] of Object.entries((values ?? {}) as Record<string, MessageValue>)) {
    given[name] = isolated(value);
  }
  const problems: Error[] = [];
  const text = bundle.formatPattern(pattern, given, problems);
  if (problems[0]) throw problems[0];
  const said = language === 'pseudo' ? `⟦${text}⟧` : text;
  if (values === undefined) fixed.set(id, said);
  return said;
}
