// The situations of the entries export in which the interface is looked at.
import type { Page } from 'playwright-core';
import type { Scene } from './scenes';

const openForm = async (page: Page): Promise<void> => {
  await page.keyboard.press('Control+e');
  await page.locator('.picker').waitFor();
};

const counted = (page: Page): Promise<void> => page.locator('.estimate b').waitFor();

const openRun = async (page: Page): Promise<void> => {
  await page.keyboard.press('Control+2');
  await page.locator('.job-list .job-name').first().click();
  await page.locator('.virtual-table .row.item').first().waitFor();
};

const choose = (page: Page, name: RegExp): Promise<void> =>
  page.getByRole('radio', { name }).check();

export const exportScenes: Scene[] = [
  { name: 'exports-empty', search: '', act: (page) => page.keyboard.press('Control+2') },
  {
    name: 'exports-empty-not-permitted',
    search: 'may=noSecret',
    act: (page) => page.keyboard.press('Control+2'),
  },
  { name: 'exports', search: 'exports=running', act: (page) => page.keyboard.press('Control+2') },
  {
    name: 'export-form',
    search: 'views=true&exports=complete',
    act: async (page) => {
      await openForm(page);
      await counted(page);
    },
  },
  {
    name: 'export-form-selected',
    search: 'names=long',
    act: async (page) => {
      for (let index = 0; index < 14; index++) {
        await page.locator(`[data-index="${String(index)}"] .check`).click();
      }
      await openForm(page);
      await counted(page);
      await page.locator('.unreadable > summary').click();
    },
  },
  {
    name: 'export-form-view',
    search: 'views=true',
    act: async (page) => {
      await page.locator('#search').fill('university');
      await openForm(page);
      await page.locator('input[type="radio"]').first().check();
      await counted(page);
      await page.locator('.days-row select').selectOption('between');
    },
  },
  {
    name: 'export-form-one',
    search: '',
    act: async (page) => {
      await page.locator('[data-index="11"]').click();
      await page.locator('.panel .pairs').waitFor();
      await page.locator('.panel .actions button').last().click();
      await counted(page);
    },
  },
  { name: 'export-form-counting', search: 'estimate=counting', act: openForm },
  {
    name: 'export-form-not-counted',
    search: 'estimate=failed',
    act: async (page) => {
      await openForm(page);
      await page.locator('.foot .button.quiet').first().waitFor();
    },
  },
  {
    name: 'export-form-problems',
    search: '',
    act: async (page) => {
      await openForm(page);
      while ((await page.locator('.columns-list .check:checked').count()) > 0) {
        await page.locator('.columns-list .check:checked').first().click();
      }
      await page.locator('.foot .button.primary').click();
    },
  },
  {
    name: 'export-form-refused',
    search: 'exporting=refused',
    act: async (page) => {
      await openForm(page);
      await page.locator('.foot .button.primary').click();
      await page.locator('.banner.danger').waitFor();
    },
  },
  {
    name: 'exports-offline',
    search: 'state=offline&exports=gaps&accounts=40',
    act: (page) => page.keyboard.press('Control+2'),
  },
  {
    name: 'export-form-read-only',
    search: 'readOnly=true',
    act: async (page) => {
      await openForm(page);
      await counted(page);
    },
  },
  {
    name: 'export-form-save',
    search: 'exports=complete',
    act: async (page) => {
      await openForm(page);
      await page.locator('.view-button').click();
      await page.getByRole('menuitem').nth(3).click();
      await page.locator('.dialog .input').fill('Quarter');
    },
  },
  { name: 'export-running', search: 'exports=running', act: openRun },
  { name: 'export-running-5000', search: 'exports=running&accounts=5000&names=long', act: openRun },
  { name: 'export-paused', search: 'exports=paused', act: openRun },
  { name: 'export-interrupted', search: 'exports=interrupted', act: openRun },
  { name: 'export-cancelled', search: 'exports=cancelled', act: openRun },
  { name: 'export-complete', search: 'exports=complete&accounts=40', act: openRun },
  { name: 'export-gaps', search: 'exports=gaps&accounts=40&names=long', act: openRun },
  { name: 'export-failed', search: 'exports=failed', act: openRun },
  {
    name: 'export-stop',
    search: 'exports=running',
    act: async (page) => {
      await openRun(page);
      await page.locator('.head .button').last().click();
      await page.locator('dialog').waitFor();
    },
  },
  {
    name: 'export-started',
    search: 'exporting=gaps&accounts=30',
    act: async (page) => {
      await openForm(page);
      await page.locator('.foot .button.primary').click();
      await page.locator('.run-head .banner.warn').waitFor();
    },
  },
];

/** For tests that walk through it themselves. */
export const exportVerbs = { openForm, counted, openRun, choose };
