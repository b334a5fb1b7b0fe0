// Importing by keyboard alone, from the file to the accounts, and going through many rows.
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

const cell = (page: Page, row: number, column: number) =>
  page.locator(`[data-index="${String(row)}"] [data-column="${String(column)}"]`);

const focused = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    const row = at?.closest('[data-index]')?.getAttribute('data-index') ?? '';
    return `${row}:${at?.getAttribute('data-column') ?? at?.tagName ?? ''}`;
  });

/** To the rows, without a mouse. */
async function review(page: Page): Promise<void> {
  await page.locator('.head .button').first().waitFor();
  await page.keyboard.press('Control+i');
  await page.getByRole('button', { name: 'Choose a file…' }).waitFor();
  await page.waitForFunction(() => document.activeElement?.textContent?.includes('Choose a file'));
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.textContent?.includes('Review'));
  await page.keyboard.press('Enter');
  await cell(page, 0, 0).waitFor();
  await page.waitForFunction(() => document.activeElement?.matches('[data-column]'));
}

test('a file with mistakes becomes accounts by keyboard alone', async () => {
  const page = await stage.open('');
  await review(page);
  expect(await focused(page)).toBe('0:0');
  // Row 3: the e-mail is not complete.
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('F2');
  await page.keyboard.press('End');
  await page.keyboard.type('.example');
  await page.keyboard.press('Enter');
  await page.locator('[data-index="1"] .status.ready').waitFor();
  expect(await focused(page)).toBe('2:2');
  // Row 4: a name is typed, thought better of, and typed again.
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Wrong');
  await page.keyboard.press('Escape');
  expect(await cell(page, 2, 0).textContent()).toContain('Empty');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Lycée Voltaire');
  await page.keyboard.press('Tab');
  await page.locator('[data-index="2"] .status.ready').waitFor();
  await page.waitForFunction(() => document.activeElement?.matches('.editing input'));
  await page.keyboard.press('Escape');
  expect(await focused(page)).toBe('2:1');
  // Row 9 is left out.
  for (let more = 0; more < 5; more++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await page.locator('[data-index="7"].struck').waitFor();
  expect(await focused(page)).toBe('7:1');
  await page.getByText('85 accounts can be created').waitFor();
  // On to the last button, through the foot.
  const create = page.getByRole('button', { name: 'Create 85 accounts…' });
  for (let more = 0; more < 6; more++) {
    if (await create.evaluate((it) => it === document.activeElement)) break;
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('85');
  await page.keyboard.press('Enter');
  await page.getByText('All 85 accounts created').first().waitFor({ timeout: 40_000 });
  expect(page.complaints).toEqual([]);
  await page.context().close();
});

test('a row that was put right leaves “To fix”, and the next one has the keyboard', async () => {
  const page = await stage.open('');
  await review(page);
  await page.getByRole('radio', { name: /To fix/ }).click();
  await page.getByText('Hill Street Primary School', { exact: true }).waitFor();
  await cell(page, 0, 2).focus();
  await cell(page, 0, 2).dblclick();
  await page.locator('.editing input').fill('t.ashworth@hillstreet.example');
  await page.keyboard.press('Tab');
  await page
    .getByText('Hill Street Primary School', { exact: true })
    .waitFor({ state: 'detached' });
  // Nothing of the row that came up is being changed.
  await page.waitForFunction(() => document.activeElement?.matches('[data-column]'));
  expect(await page.locator('.editing').count()).toBe(0);
  expect(await focused(page)).toBe('0:2');
  await page.context().close();
});

test('rows are marked with Shift and left out together', async () => {
  const page = await stage.open('');
  await review(page);
  for (let more = 0; more < 4; more++) await page.keyboard.press('Shift+ArrowDown');
  await page.getByText('5 rows marked').waitFor();
  await page.keyboard.press('Space');
  await page.locator('.struck').nth(4).waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('80 accounts can be created').waitFor();
  await page.context().close();
});

test('20,000 rows are gone through without a stop', async () => {
  const page = await stage.open('file=big');
  await review(page);
  await page.keyboard.press('Control+End');
  await cell(page, 19_999, 4).waitFor();
  expect(await focused(page)).toBe('19999:4');
  expect(await page.locator('.review-grid [data-index]').count()).toBeLessThan(60);
  await page.keyboard.press('Control+Home');
  await page.waitForFunction(() => document.activeElement?.closest('[data-index="0"]'));
  // Half-way down only the rows in sight exist, and they are the right ones.
  await page.locator('.review-scroll').evaluate((it) => (it.scrollTop = 10_000 * 32));
  await page.getByRole('rowheader', { name: '10002', exact: true }).waitFor();
  expect(await page.locator('.review-grid [data-index]').count()).toBeLessThan(60);
  await page.context().close();
});

test('pasted IDs are ticked from the search, and from the dialog', async () => {
  const page = await stage.open('');
  await page.locator('[data-index="0"]').waitFor();
  await page.locator('#search').fill('6120418 UNI-0043');
  await page.getByRole('button', { name: 'Select these 2' }).click();
  await page.getByText('2 selected').waitFor();
  await page.keyboard.press('Control+Shift+L');
  await page.getByLabel('Partner IDs or Reference IDs').fill('UNI-0044 6120397 nobody');
  await page.getByRole('button', { name: 'Select all 2' }).click();
  await page.getByText('2 accounts from your list are selected').waitFor();
  expect(await page.locator('[role="row"][aria-selected="true"]').count()).toBe(2);
  await page.context().close();
});
