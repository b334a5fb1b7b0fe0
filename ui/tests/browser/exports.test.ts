// An entries export by keyboard alone: from ticked accounts to the file, with its columns in
// another order.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportVerbs } from './export-scenes';
import { Stage } from './stage';

const { openForm, counted } = exportVerbs;
let stage: Stage;

beforeAll(async () => {
  stage = await Stage.start();
});
afterAll(async () => {
  await stage.stop();
});

test('ticked accounts are exported by keyboard, with columns in another order', async () => {
  const page = await stage.open('exporting=gaps&accounts=30');
  await page.locator('[data-index="0"]').focus();
  for (let index = 0; index < 12; index++) {
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
  }
  await openForm(page);
  await counted(page);
  expect(await page.getByRole('radio', { name: 'The 12 selected accounts' }).isChecked()).toBe(
    true,
  );

  await page.getByRole('checkbox', { name: 'Account name' }).focus();
  await page.keyboard.press('Alt+ArrowDown');
  const names = page.locator('.columns-list').first().locator('.column-name');
  expect(await names.allInnerTexts()).toEqual(
    expect.arrayContaining(['Partner ID', 'Account name']),
  );
  expect((await names.allInnerTexts()).slice(0, 2)).toEqual(['Partner ID', 'Account name']);
  const focused = page.locator(':focus');
  expect(await focused.getAttribute('data-column')).toBe('accountName');
  await page.keyboard.press('Space');
  expect((await names.allInnerTexts())[0]).toBe('Partner ID');
  expect(await names.allInnerTexts()).not.toContain('Account name');
  expect(await focused.getAttribute('data-column'), 'the keyboard stays in the list').toBe(
    'accountReferenceId',
  );

  await page.getByRole('button', { name: 'Export…' }).focus();
  await page.keyboard.press('Enter');
  await page.locator('.run-head .banner.warn').waitFor();
  expect(await page.locator('.run-head').innerText()).toContain('Make it active, then export it');
  const first = page.getByRole('table').getByRole('row').nth(1);
  expect(await first.innerText()).toContain('This account was blocked or removed');
  expect(page.complaints).toEqual([]);
  await page.context().close();
});

test('a column is dragged to another place, and stays at its own after Esc', async () => {
  const page = await stage.open('');
  await openForm(page);
  const lines = page.locator('.columns-list').first().locator('li');
  const names = page.locator('.columns-list').first().locator('.column-name');
  const first = (count: number) => names.allInnerTexts().then((all) => all.slice(0, count));
  /** Takes a line by its name and moves over the lower half of another one. */
  const drag = async (from: number, to: number): Promise<void> => {
    const [start, end] = [await lines.nth(from).boundingBox(), await lines.nth(to).boundingBox()];
    if (!start || !end) throw new Error('a line is not drawn');
    await page.mouse.move(start.x + start.width / 3, start.y + start.height / 2);
    await page.mouse.down();
    await page.mouse.move(end.x + end.width / 3, end.y + end.height - 2, { steps: 5 });
  };
  expect(await first(3)).toEqual(['Account name', 'Partner ID', 'Account Reference ID']);
  await drag(0, 1);
  await page.locator('.columns-list .drop-above').waitFor();
  await page.mouse.up();
  expect(await first(3)).toEqual(['Partner ID', 'Account name', 'Account Reference ID']);
  expect(await lines.nth(1).getByRole('checkbox').isChecked()).toBe(true);
  await drag(0, 2);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  expect(await first(3)).toEqual(['Partner ID', 'Account name', 'Account Reference ID']);
  expect(await page.locator('.picker').count(), 'Esc does not leave the form').toBe(1);
  expect(page.complaints).toEqual([]);
  await page.context().close();
});

test('what was chosen is still there after looking elsewhere', async () => {
  const page = await stage.open('');
  await openForm(page);
  await page.getByLabel('Tags, any of').fill('lecture');
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'Exports', exact: true }).waitFor();
  await openForm(page);
  expect(await page.getByLabel('Tags, any of').inputValue()).toBe('lecture');
  await page.context().close();
});

test('a connection that may not act as its accounts says whom to ask', async () => {
  const page = await stage.open('may=noSecret');
  await page.keyboard.press('Control+e');
  await page.getByText('Sign in with the admin secret').first().waitFor();
  expect(await page.locator('.picker').count()).toBe(0);
  await page.context().close();
});

test('in a low window, the buttons of a job stay in sight beside its long name', async () => {
  const page = await stage.open('exports=gaps&accounts=40', { width: 900, height: 600 });
  await page.keyboard.press('Control+2');
  const line = page.locator('.job-line').first();
  await line.waitFor();
  await line.locator('.job-title bdi').evaluate((it) => {
    it.textContent =
      'Northgate Video, all faculties and schools entries 2026-11-23.xlsx: exported, but something is missing';
  });
  const end = await line.evaluate((it) => it.getBoundingClientRect().right);
  const buttons = await line
    .locator('.button')
    .evaluateAll((all) => all.map((it) => it.getBoundingClientRect().right));
  expect(buttons.length).toBeGreaterThan(0);
  expect(Math.max(...buttons)).toBeLessThanOrEqual(end);
  await page.context().close();
});
