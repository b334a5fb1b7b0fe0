// Tips: where the places show only their icons they have one, and lines stay lines.
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

const tip = (page: Page) => page.locator('.tooltip.shown');

/** The keyboard goes to the place that stands after this one, where its tip shows at once. */
async function tabAfter(page: Page, place: string): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name: place }).focus();
  await page.keyboard.press('Tab');
}

test('a place says its name where there is only its icon, Jobs too', async () => {
  const page = await stage.open('', { width: 900, height: 600 });
  await tabAfter(page, 'Accounts');
  await tip(page).waitFor();
  expect(await tip(page).innerText()).toBe('Exports');
  await tabAfter(page, 'Activity');
  await tip(page).getByText('Jobs', { exact: true }).waitFor();
  await page.setViewportSize({ width: 1280, height: 800 });
  await tabAfter(page, 'Accounts');
  expect(await tip(page).count()).toBe(0);
  await page.context().close();
});

test('each line of a tip is one', async () => {
  const page = await stage.open('');
  const places = page.getByRole('navigation').getByRole('button');
  await places.nth(1).evaluate((it) => {
    it.setAttribute('data-tip', 'Name: one → two\nPhone: 1 → 2');
    it.removeAttribute('data-tip-if-cut');
  });
  await tabAfter(page, 'Accounts');
  expect(await tip(page).innerText()).toBe('Name: one → two\nPhone: 1 → 2');
  await page.context().close();
});
