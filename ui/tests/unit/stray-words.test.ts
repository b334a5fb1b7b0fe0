// Every word that a person reads stands in messages/. This finds most others in seconds, by
// reading the source; tests/browser/words.test.ts takes minutes and sees the finished pages.
// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { strayWords } from '../../scripts/stray-words.mjs';

const source = resolve(import.meta.dirname, '../../src');

/** The same in every language. */
const allowed = new Map([
  ['backend.ts', ['main']],
  ['lib/keys.ts', ['Alt']],
  ['screens/connect/WayFields.svelte', ['kaltura.example.edu']],
  ['screens/new-account/AccountForm.svelte', ['https://']],
]);

test('no words for people stand in code', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter(
      (file) => /\.(svelte|ts)$/.test(file) && !/\.test\.ts$|^(bindings|generated)/.test(file),
    );
  expect(files.length).toBeGreaterThan(100);
  const stray = files.flatMap((file) =>
    strayWords(readFileSync(join(source, file), 'utf8'), file)
      .filter((found) => !allowed.get(file)?.includes(found.replace(/^\d+: /, '')))
      .map((found) => `${file}:${found}`),
  );
  expect(stray).toEqual([]);
}, 30_000);

test.each([
  ['a text', '<p>Hello</p>'],
  ['a text beside a sentence', "<p>{t('hello')} again</p>"],
  ['a text in a block', "{#if x}<b>{t('a')}</b>{:else}<b>None</b>{/if}"],
  ['a text handed to a component', '<Note>Careful</Note>'],
  ['an attribute that is read out', '<button aria-label="Close"></button>'],
  ['an attribute with one of two texts', "<input placeholder={x ? 'Name' : t('id')} />"],
  ['a property of a component', '<Button label={`Remove ${name}`} />'],
  ['a choice in the middle of a text', "<p>{x ? t('yes') : 'No way'}</p>"],
  ['a list of things with labels', "<Menu items={[{ id: 'open', label: 'Open' }]} />"],
  ['a label in a script', "<script>const it = { label: 'Open' };</script>"],
])('%s is found', (_, markup) => {
  expect(strayWords(markup, 'Made.svelte')).toHaveLength(1);
});

test('a label in a plain file is found, and what is no word for people is not', () => {
  expect(strayWords("const it = { title: x ? 'One' : t('two') };", 'made.ts')).toEqual(['1: One']);
  const fine = `<script lang="ts">const it = { kind: 'open', label: t('open') };</script>
    <p class="quiet" data-kind="whole">{t('hello')} · {kind === 'open' ? '' : '–'} <kbd>Ctrl</kbd></p>
    <Button label={t('id')} kind="primary" />`;
  expect(strayWords(fine, 'Made.svelte')).toEqual([]);
});
