// The filter of the days on which accounts were created, and what is typed there that is no day.
import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';
import CreatedFilter from '../../src/screens/accounts/CreatedFilter.svelte';
import { t } from '../../src/messages';
import { App } from '../../src/state/app.svelte';
import { backendWith } from './backend';
import { clearPage, show } from './show';

beforeEach(() => {
  const app = new App(backendWith({}));
  app.accounts.onQuestion = () => undefined;
  show(app, CreatedFilter, {});
  press('.filter');
});

afterEach(clearPage);

const fields = (): HTMLInputElement[] => [
  ...document.querySelectorAll<HTMLInputElement>('.day-input'),
];

const typed = (): string[] => fields().map((it) => it.value);
const invalid = (): boolean[] => fields().map((it) => it.getAttribute('aria-invalid') === 'true');

function press(which: string): void {
  const found = document.querySelector<HTMLElement>(which);
  if (!found) throw new Error(`Nothing is ${which}`);
  found.click();
  flushSync();
}

function pressWord(word: string): void {
  const found = [...document.querySelectorAll('button')].find(
    (it) => it.textContent.trim() === word,
  );
  if (!found) throw new Error(`Nothing says ${word}`);
  found.click();
  flushSync();
}

function type(end: 0 | 1, text: string): void {
  const field = fields()[end];
  if (!field) throw new Error('The field is not there');
  field.value = text;
  field.dispatchEvent(new Event('change', { bubbles: true }));
  flushSync();
}

test('each field is marked for itself', () => {
  type(0, 'soon');
  expect(invalid()).toEqual([true, false]);
  type(1, '2026-11-23');
  expect(typed()[0]).toBe('soon');
  expect(invalid()).toEqual([true, false]);
  type(0, '2026-11-03');
  expect(invalid()).toEqual([false, false]);
});

test('what is no day is gone when it is opened again', () => {
  type(0, 'soon');
  press('.filter');
  press('.filter');
  expect(typed()).toEqual(['', '']);
  expect(invalid()).toEqual([false, false]);
});

test('what is no day is gone after a choice from the list', () => {
  type(1, 'soon');
  press('.preset-list button');
  press('.filter');
  expect(typed()).not.toContain('soon');
  expect(invalid()).toEqual([false, false]);
});

test('Clear empties the fields, also where nothing but what is no day stands in them', () => {
  type(0, 'soon');
  pressWord(t('clear'));
  expect(typed()).toEqual(['', '']);
  expect(invalid()).toEqual([false, false]);
  type(0, '2026-11-03');
  type(1, 'soon');
  pressWord(t('clear'));
  expect(typed()).toEqual(['', '']);
  expect(invalid()).toEqual([false, false]);
});
