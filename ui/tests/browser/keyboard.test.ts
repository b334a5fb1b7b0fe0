// What a person does without a mouse, and how quickly the list answers.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { Stage } from './stage';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.start();
});
afterAll(async () => {
  await stage.stop();
});

const focusedRow = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute('data-index') ?? null);
const selected = (page: Page) => page.locator('[role="row"][aria-selected="true"]').count();

async function intoGrid(page: Page): Promise<void> {
  await page.locator('[data-index="0"]').waitFor();
  await page.locator('#search').focus();
  await page.keyboard.press('ArrowDown');
}

test('the grid is one stop: arrows, Home, End and Page keys move inside it', async () => {
  const page = await stage.open('');
  await intoGrid(page);
  expect(await focusedRow(page)).toBe('0');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  expect(await focusedRow(page)).toBe('2');
  await page.keyboard.press('End');
  expect(await focusedRow(page)).toBe('1144');
  await page.keyboard.press('PageUp');
  expect(Number(await focusedRow(page))).toBeLessThan(1144);
  await page.keyboard.press('Home');
  expect(await focusedRow(page)).toBe('0');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.closest('.grid') !== null)).toBe(false);
  await page.keyboard.press('Shift+Tab');
  expect(await focusedRow(page)).toBe('0');
  await page.context().close();
});

test('Space ticks, Shift extends, Ctrl+A ticks all that match, Esc clears', async () => {
  const page = await stage.open('');
  await intoGrid(page);
  await page.keyboard.press('Space');
  expect(await page.getByRole('checkbox', { name: /Select Universität/ }).isChecked()).toBe(true);
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  expect(await selected(page)).toBe(3);
  await page.keyboard.press('Control+a');
  await page.getByText('1,145 selected').waitFor();
  await page.keyboard.press('Escape');
  expect(await selected(page)).toBe(0);
  await page.context().close();
});

test('a range that comes back unticks what it left', async () => {
  const page = await stage.open('');
  await intoGrid(page);
  await page.keyboard.press('Space');
  for (let step = 0; step < 3; step++) await page.keyboard.press('Shift+ArrowDown');
  expect(await selected(page)).toBe(4);
  await page.keyboard.press('Shift+ArrowUp');
  await page.keyboard.press('Shift+ArrowUp');
  expect(await selected(page)).toBe(2);
  await page.context().close();
});

test('another screen gets the keyboard at its heading, the list at its row', async () => {
  const page = await stage.open('jobs=running');
  await intoGrid(page);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+4');
  await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
  await page.keyboard.press('Control+1');
  await page.waitForFunction(() => document.activeElement?.getAttribute('data-index') === '1');
  await page.context().close();
});

test('why an account was not changed is opened by keyboard, and so is what an edit changed', async () => {
  const page = await stage.open('jobs=some');
  await page.locator('[data-index="0"]').waitFor();
  await page.keyboard.press('Control+4');
  await page.locator('.job-toggle').nth(1).press('Enter');
  await page.locator('.job-items .reason').first().press('Enter');
  const why = page.locator('.popover');
  await why.getByText('Wait a minute, then try it again.').waitFor();
  for (let step = 0; step < 4; step++) await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.closest('.popover') !== null)).toBe(
    true,
  );
  await page.keyboard.press('Escape');
  await why.waitFor({ state: 'detached' });
  expect(await page.evaluate(() => document.activeElement?.className)).toContain('reason');

  await page.keyboard.press('Control+3');
  const edit = page.locator('.edit-open');
  await edit.waitFor();
  expect(await edit.textContent()).toContain('+2');
  await edit.press('Enter');
  await page.locator('.popover').getByText('UNI-0042').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.popover').waitFor({ state: 'detached' });
  await page.context().close();
});

test('Enter opens the panel, Esc closes it and the row has the keyboard again', async () => {
  const page = await stage.open('');
  await intoGrid(page);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const panel = page.getByRole('complementary');
  await panel.getByRole('heading', { name: 'St. Brendan’s Hospital Group' }).waitFor();
  expect(await focusedRow(page)).toBe('1');
  await panel.getByRole('button', { name: 'Close the panel' }).focus();
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  expect(await focusedRow(page)).toBe('1');
  await page.context().close();
});

test('the column heads are reached from the first row, and sort', async () => {
  const page = await stage.open('');
  await intoGrid(page);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const head = page.getByRole('columnheader', { name: 'Account', exact: true });
  expect(await head.getAttribute('aria-sort')).toBe('ascending');
  await page.keyboard.press('ArrowDown');
  expect(await focusedRow(page)).toBe('0');
  await page.context().close();
});

test('blocking twelve accounts by keyboard alone: type the number, see the result, undo', async () => {
  const page = await stage.open('');
  await intoGrid(page);
  await page.keyboard.press('Space');
  // Two of them are blocked already, and a template among many is left out.
  for (let step = 0; step < 14; step++) await page.keyboard.press('Shift+ArrowDown');
  await page.getByText('15 selected').waitFor();
  await page.keyboard.press('Control+b');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('heading', { name: 'Block 12 accounts?' }).waitFor();
  await dialog.getByLabel('Type 12').waitFor();
  expect(await dialog.getByLabel('Type 12').evaluate((it) => it === document.activeElement)).toBe(
    true,
  );
  await page.keyboard.type('11');
  await page.keyboard.press('Enter');
  expect(await dialog.getByRole('heading').textContent()).toBe('Block 12 accounts?');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('2');
  await page.keyboard.press('Enter');
  await dialog.getByRole('heading', { name: '12 accounts blocked' }).waitFor();
  await dialog.getByRole('button', { name: 'Undo: unblock 12 accounts' }).press('Enter');
  await dialog.getByRole('heading', { name: '12 accounts unblocked' }).waitFor();
  await dialog.getByRole('button', { name: 'Done' }).press('Enter');
  await dialog.waitFor({ state: 'detached' });
  expect(await focusedRow(page)).toBe('14');
  await page.context().close();
});

test('Tab never leaves an open dialog', async () => {
  const page = await stage.open('');
  await intoGrid(page);
  await page.keyboard.press('Space');
  await page.keyboard.press('Control+b');
  await page.getByRole('dialog').getByRole('textbox').waitFor();
  for (let step = 0; step < 8; step++) {
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('dialog') !== null)).toBe(
      true,
    );
  }
  await page.context().close();
});

test('one account blocked says so in a toast whose Undo brings it back', async () => {
  const page = await stage.open('');
  await intoGrid(page);
  await page.keyboard.press('Enter');
  await page.getByRole('complementary').getByRole('button', { name: 'Block…' }).press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('Invoice overdue');
  await page.keyboard.press('Enter');
  const toast = page.locator('.toast');
  await toast.getByText('is blocked').waitFor();
  await page.getByRole('complementary').getByText('Blocked').first().waitFor();
  await toast.getByRole('button', { name: 'Undo' }).press('Enter');
  await page.getByText('Computerlinguistik is active').waitFor();
  await page.context().close();
});

test('what a toast offers can be pressed while a dialog is open, and the words are read in it', async () => {
  const page = await stage.open('');
  await intoGrid(page);
  await page.keyboard.press('Enter');
  await page.getByRole('complementary').getByRole('button', { name: 'Block…' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Block account' }).press('Enter');
  await page.locator('.toast').getByText('is blocked').waitFor();
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog');
  await palette.getByRole('combobox').waitFor();
  await palette.locator('.toast').getByRole('button', { name: 'Undo' }).press('Enter');
  await palette.locator('.toast').getByText('is active').waitFor();
  await page.keyboard.press('Escape');
  await palette.waitFor({ state: 'detached' });
  await page.locator('#app > .over-dialogs .toast').getByText('is active').waitFor();
  await page.context().close();
});

test('the palette runs a command and opens an account', async () => {
  const page = await stage.open('');
  await page.locator('[data-index="0"]').waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').waitFor();
  await page.keyboard.type('activity');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Activity' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').waitFor();
  await page.keyboard.type('lakeshore');
  await page.locator('.palette mark').first().waitFor();
  await page.keyboard.press('Enter');
  await page
    .getByRole('complementary')
    .getByRole('heading', { name: /Lakeshore/ })
    .waitFor();
  // The list stands on it too, so that arrow keys go on from there.
  await page.locator('[data-index][tabindex="0"]', { hasText: 'Lakeshore' }).waitFor();
  await page.context().close();
});

test('the list keeps its place when one comes back to it', async () => {
  const page = await stage.open('');
  await intoGrid(page);
  for (let step = 0; step < 5; step++) await page.keyboard.press('PageDown');
  const before = await page.locator('.grid-scroll').evaluate((it) => it.scrollTop);
  expect(before).toBeGreaterThan(500);
  await page.keyboard.press('Control+3');
  await page.getByRole('heading', { name: 'Activity' }).waitFor();
  await page.keyboard.press('Control+1');
  await page.locator('.grid-scroll').waitFor();
  expect(await page.locator('.grid-scroll').evaluate((it) => it.scrollTop)).toBe(before);
  await page.context().close();
});

test('a keystroke asks once and draws only the rows in sight, also among 50,000 accounts', async () => {
  const page = await stage.open('accounts=50000');
  await page.locator('[data-index="0"]').waitFor();
  const told = await page.evaluate(async () => {
    const field = document.querySelector<HTMLInputElement>('#search');
    const grid = document.querySelector<HTMLElement>('.accounts-grid');
    if (!field || !grid) throw new Error('no list');
    const internals = (
      window as unknown as Record<string, { invoke: (...all: unknown[]) => unknown }>
    )['__TAURI_INTERNALS__'];
    if (!internals) throw new Error('no backend');
    const invoke = internals.invoke.bind(internals);
    let asked = 0;
    let answered = 0;
    internals.invoke = async (command: unknown, ...rest: unknown[]) => {
      if (command === 'list_accounts') asked++;
      const answer = await invoke(command, ...rest);
      if (command === 'list_accounts') answered = performance.now();
      return answer;
    };
    const took: number[] = [];
    for (const text of ['acme', 'acme physics 7', 'lake', 'lakeshore 77', '']) {
      const before = grid.getAttribute('aria-rowcount');
      field.value = text;
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      while (grid.getAttribute('aria-rowcount') === before) {
        await new Promise((done) => setTimeout(done, 0));
      }
      // Reading a size makes the browser lay the new rows out.
      void grid.offsetHeight;
      took.push(performance.now() - answered);
    }
    return { asked, took, drawn: document.querySelectorAll('[data-index]').length };
  });
  console.log('answer to rows, ms:', told.took.map((it) => it.toFixed(1)).join(' '));
  expect(told.asked).toBe(5);
  expect(told.drawn).toBeLessThan(50);
  await page.context().close();
});

test('in a low window, why a sign-in was refused comes into sight', async () => {
  const page = await stage.open('connections=none&signIn=refused', { width: 900, height: 600 });
  await page.getByRole('button', { name: /Connect a Kaltura/ }).press('Enter');
  await page.locator('#sign-in-parent').fill('4012345');
  await page.locator('#sign-in-email').fill('mira.stern@northgate.example');
  await page.locator('#sign-in-password').fill('correct horse');
  await page.keyboard.press('Enter');
  const why = page.locator('#sign-in-password-said');
  await why.getByText('Wrong e-mail or password').waitFor();
  const foot = await page.locator('main > .foot').boundingBox();
  await expect
    .poll(async () => {
      const box = await why.boundingBox();
      return box !== null && foot !== null && box.y + box.height <= foot.y;
    })
    .toBe(true);
  await page.context().close();
});
