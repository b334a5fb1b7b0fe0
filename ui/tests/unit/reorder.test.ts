// Columns are put into another order by dragging them: in the list of an export, and in the one of
// the account list.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { t } from '../../src/messages';
import ColumnChooser from '../../src/screens/accounts/ColumnChooser.svelte';
import ColumnPicker from '../../src/screens/exports/ColumnPicker.svelte';
import { App } from '../../src/state/app.svelte';
import { backendWith, settle } from './backend';
import { clearPage, show } from './show';

const lineHeight = 30;

beforeEach(() => {
  vi.stubGlobal('requestAnimationFrame', () => 0);
  // A page that is not laid out has no sizes: lines stand below each other.
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
    const at = this.tagName === 'LI' ? [...(this.parentElement?.children ?? [])].indexOf(this) : 0;
    return new DOMRect(0, at * lineHeight, 200, lineHeight);
  });
  Element.prototype.setPointerCapture = () => undefined;
  Element.prototype.hasPointerCapture = () => false;
});
afterEach(async () => {
  // A click that is swallowed is so for a moment only.
  await settle();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  await clearPage();
});

const at = (line: number): number => line * lineHeight;

function pointer(kind: string, y: number, on: EventTarget = window, button = 0): void {
  const where = { clientX: 9, clientY: y, button, pointerId: 1, isPrimary: true };
  on.dispatchEvent(new PointerEvent(kind, { bubbles: true, pointerType: 'mouse', ...where }));
  flushSync();
}

function grab(line: Element | undefined, from: number): void {
  if (!line) throw new Error('there is no such line');
  pointer('pointerdown', at(from) + 15, line);
}

function escape(): KeyboardEvent {
  const key = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true });
  document.body.dispatchEvent(key);
  flushSync();
  return key;
}

describe('the columns of an export', () => {
  const picker = (): App => {
    const app = new App(backendWith({}));
    app.exportForm.draft = {
      ...app.exportForm.draft,
      columns: ['accountName', 'accountId', 'entryId', 'name'],
    };
    show(app, ColumnPicker, {});
    return app;
  };
  const lines = (): Element[] => [...(document.querySelector('.columns-list')?.children ?? [])];

  test('go where the line shows, and the move is said', async () => {
    const app = picker();
    grab(lines()[0], 0);
    pointer('pointermove', at(2) + 20);
    expect(lines().map((it) => it.classList.contains('drop-above'))).toEqual([
      false,
      false,
      false,
      true,
    ]);
    expect(app.exportForm.draft.columns[0]).toBe('accountName');
    pointer('pointerup', at(2) + 20);
    expect(app.exportForm.draft.columns).toEqual(['accountId', 'entryId', 'accountName', 'name']);
    expect(app.announcement).toBe(
      t('column-moved', { column: t('entries-column-account-name'), place: 3 }),
    );
    await settle();
    expect(document.activeElement?.getAttribute('data-column')).toBe('accountName');
  });

  test('go to the end below the last one', () => {
    const app = picker();
    grab(lines()[1], 1);
    pointer('pointermove', 900);
    expect(lines()[3]?.classList.contains('drop-below')).toBe(true);
    pointer('pointerup', 900);
    expect(app.exportForm.draft.columns.at(-1)).toBe('accountId');
  });

  test('stay as they are after Esc, which nothing else hears', () => {
    const app = picker();
    const before = app.exportForm.draft.columns;
    const heard = vi.fn();
    document.addEventListener('keydown', heard);
    grab(lines()[0], 0);
    pointer('pointermove', at(3));
    const key = escape();
    expect(key.defaultPrevented).toBe(true);
    expect(heard).not.toHaveBeenCalled();
    expect(document.querySelector('.dragging, .drop-above, .drop-below')).toBeNull();
    pointer('pointerup', at(3));
    expect(app.exportForm.draft.columns).toBe(before);
    escape();
    expect(heard).toHaveBeenCalledTimes(1);
    document.removeEventListener('keydown', heard);
  });

  test('are only clicked while the pointer hardly moves', () => {
    const app = picker();
    const before = app.exportForm.draft.columns;
    grab(lines()[0], 0);
    pointer('pointermove', 17);
    pointer('pointerup', 17);
    expect(document.querySelector('.dragging')).toBeNull();
    expect(app.exportForm.draft.columns).toBe(before);
  });

  test('are not clicked as well when they were dragged', () => {
    const app = picker();
    grab(lines()[0], 0);
    pointer('pointermove', at(1) + 2);
    pointer('pointerup', at(1) + 2);
    lines()[0]?.querySelector('input')?.click();
    expect(app.exportForm.draft.columns).toContain('accountName');
  });

  test('are dragged by the main button alone', () => {
    picker();
    pointer('pointerdown', 15, lines()[0], 2);
    pointer('pointermove', at(3));
    expect(document.querySelector('.dragging')).toBeNull();
  });
});

describe('the columns of the account list', () => {
  const chooser = (): App => {
    const app = new App(backendWith({ setPreferences: () => Promise.resolve(null) }));
    const anchor = document.createElement('button');
    document.body.append(anchor);
    show(app, ColumnChooser, { anchor, onclose: () => undefined });
    return app;
  };
  const order = (app: App): string[] => app.preferences.columns.map((it) => it.column);
  const line = (column: string): Element => {
    const found = document.querySelector(`[data-column="${column}"]`);
    if (!found) throw new Error(`there is no line ${column}`);
    return found;
  };

  test('never go above the name, which stays where it is', () => {
    const app = chooser();
    grab(line('status'), 2);
    pointer('pointermove', -50);
    pointer('pointerup', -50);
    expect(order(app).slice(0, 3)).toEqual(['name', 'status', 'id']);
    grab(line('name'), 0);
    pointer('pointermove', at(4));
    expect(document.querySelector('.dragging')).toBeNull();
    pointer('pointerup', at(4));
    expect(order(app)[0]).toBe('name');
  });

  test('keep the keyboard while they are moved with their buttons', async () => {
    const app = chooser();
    const up = t('column-up', { column: t('status') });
    const button = (): HTMLElement | null => document.querySelector(`[aria-label="${up}"]`);
    button()?.focus();
    button()?.click();
    await settle();
    expect(order(app).slice(0, 3)).toEqual(['name', 'status', 'id']);
    // It cannot go further up: its other button has the keyboard.
    expect(line('status').contains(document.activeElement)).toBe(true);
    expect(document.activeElement?.getAttribute('aria-label')).toBe(
      t('column-down', { column: t('status') }),
    );
  });
});

test('nothing is dragged in the web view’s own way, which a window that takes files turns off', () => {
  const source = resolve(import.meta.dirname, '../../src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.(svelte|ts)$/.test(file) && !/\.test\.ts$/.test(file),
  );
  expect(files.length).toBeGreaterThan(100);
  const own = /\bdraggable=|\bondrag\w*=|\bondrop=|['"]drag(start|over|enter|end)['"]|dataTransfer/;
  expect(files.filter((file) => own.test(readFileSync(join(source, file), 'utf8')))).toEqual([]);
});
