// With the system's own colours, which take the place of every background and shadow: what is
// chosen can still be told from what is not.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { Stage } from './stage';

let stage: Stage;
let page: Page;

beforeAll(async () => {
  stage = await Stage.start();
  page = await stage.open('');
  await page.emulateMedia({ forcedColors: 'active' });
  await page.locator('[data-index="0"]').waitFor();
});
afterAll(async () => {
  await page.context().close();
  await stage.stop();
});

/** Whether there is an edge around it, or around what comes before it. */
const hasEdge = (at: Locator, before?: '::before'): Promise<boolean> =>
  at.first().evaluate((it, pseudo) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(it, pseudo);
    return outlineStyle === 'solid' && outlineWidth === '2px';
  }, before);

test('the place where one is', async () => {
  expect(await hasEdge(page.locator('.sidebar .to[aria-current="page"]'))).toBe(true);
  expect(await hasEdge(page.locator('.sidebar .to:not([aria-current])'))).toBe(false);
});

test('which statuses are shown', async () => {
  const off = page.locator('.toggle[aria-pressed="false"]');
  expect(await hasEdge(page.locator('.toggle[aria-pressed="true"]'))).toBe(true);
  expect(await hasEdge(off)).toBe(false);
  expect(await off.locator('.tick').first().isVisible()).toBe(false);
});

test('the line of the palette that Enter takes, and of a menu that has the keyboard', async () => {
  await page.keyboard.press('Control+k');
  const options = page.getByRole('option');
  await options.first().waitFor();
  expect(await hasEdge(page.locator('[role="option"][aria-selected="true"]'))).toBe(true);
  expect(await hasEdge(page.locator('[role="option"][aria-selected="false"]'))).toBe(false);
  await page.keyboard.press('Escape');
  await page.locator('.view-button').first().focus();
  await page.keyboard.press('Enter');
  await page.locator('.menu-item:focus').waitFor();
  expect(await hasEdge(page.locator('.menu-item:focus'))).toBe(true);
  await page.keyboard.press('Escape');
});

test('the step of an import, and which rows it shows', async () => {
  await page.keyboard.press('Control+i');
  const step = page.locator('.steps li[aria-current]');
  await step.waitFor();
  expect(await hasEdge(step, '::before')).toBe(true);
  expect(await hasEdge(page.locator('.steps li:not([aria-current])'), '::before')).toBe(false);
  await page.getByRole('button', { name: 'Choose a file…' }).click();
  await page.getByRole('button', { name: /^Review/ }).click();
  const segments = page.locator('.segments [role="radio"]');
  await segments.first().waitFor();
  expect(await hasEdge(page.locator('.segments [aria-checked="true"]'))).toBe(true);
  expect(await hasEdge(page.locator('.segments [aria-checked="false"]'))).toBe(false);
});
