// The situations of importing from a file, changing details from one, and lists of accounts.
import type { Page } from 'playwright-core';
import type { Scene } from './scenes';

const foot = (page: Page) => page.locator('.foot .button.primary');

/** The window, with the file that the address asks for. */
async function open(page: Page): Promise<void> {
  await page.locator('.head .button').first().waitFor();
  await page.keyboard.press('Control+i');
  await page.locator('.file-choose').waitFor();
}

async function choose(page: Page): Promise<void> {
  await open(page);
  await page.locator('.file-choose .button.primary').click();
}

async function columns(page: Page): Promise<void> {
  await choose(page);
  await page.locator('.match-row').first().waitFor();
}

async function review(page: Page): Promise<void> {
  await columns(page);
  await foot(page).click();
  await page.locator('.review-grid .item .status').first().waitFor();
}

async function ask(page: Page): Promise<void> {
  await review(page);
  await foot(page).click();
  await page.locator('.dialog').waitFor();
}

async function preview(page: Page): Promise<void> {
  await choose(page);
  await page.locator('.preview').waitFor();
}

/** Leaves out every row that cannot be used, and asks to import the rest. */
async function askForTheRest(page: Page): Promise<void> {
  await page.locator('.foot .button').nth(1).click();
  await foot(page).and(page.locator(':not([aria-disabled])')).click();
  await page.locator('.dialog').waitFor();
}

/** The server is asked about every row. */
async function askServer(page: Page): Promise<void> {
  await review(page);
  await page.locator('.review-tools .button.quiet').click();
}

async function done(page: Page): Promise<void> {
  await start(page);
  await page.locator('.run-title').waitFor();
}

async function start(page: Page): Promise<void> {
  await ask(page);
  await confirm(page);
}

async function confirm(page: Page): Promise<void> {
  const typed = page.locator('.dialog .input.short');
  const number = (await page.locator('.dialog .title').textContent()) ?? '';
  if ((await typed.count()) > 0) await typed.fill(number.replaceAll(/\D/g, ''));
  await page.locator('.dialog-foot .button.primary').click();
  await page.locator('.run-head').waitFor();
}

async function runMany(page: Page): Promise<void> {
  await review(page);
  await askForTheRest(page);
  await confirm(page);
}

async function edit(page: Page): Promise<void> {
  await page.locator('.head .icon-button').first().click();
  await page.getByRole('menuitem').nth(1).click();
  await page.locator('.file-choose .button.primary').click();
  await page.locator('.match-row').first().waitFor();
  await foot(page).click();
  await page.locator('.changes-grid .item').first().waitFor();
}

async function list(page: Page, text: string): Promise<void> {
  await page.locator('[data-index="0"]').waitFor();
  await page.keyboard.press('Control+Shift+L');
  await page.locator('.list-field').fill(text);
  await page.locator('.listed b').waitFor();
}

export const importScenes: Scene[] = [
  { name: 'import-file', search: '', act: open },
  {
    name: 'import-file-sheets',
    search: 'file=sheets',
    act: preview,
  },
  {
    name: 'import-file-western',
    search: 'file=western',
    act: preview,
  },
  {
    name: 'import-file-empty',
    search: 'file=empty',
    act: async (page) => {
      await choose(page);
      await page.locator('.banner.danger').waitFor();
    },
  },
  { name: 'import-columns', search: '', act: columns },
  { name: 'import-columns-missing', search: 'file=unmatched', act: columns },
  { name: 'import-columns-result', search: 'file=result', act: columns },
  { name: 'import-review', search: '', act: review },
  { name: 'import-review-20000', search: 'file=big', act: review },
  { name: 'import-review-over-quota', search: 'file=clean&quota=over', act: review },
  {
    name: 'import-review-editing',
    search: '',
    act: async (page) => {
      await review(page);
      await page.locator('[data-index="2"] [data-column="0"]').dblclick();
      await page.locator('.editing .input').waitFor();
    },
  },
  {
    name: 'import-review-fixes',
    search: '',
    act: async (page) => {
      await review(page);
      await page.locator('.suggest-button button').click();
      await page.locator('.suggestions li').first().waitFor();
    },
  },
  {
    name: 'import-review-marked',
    search: '',
    act: async (page) => {
      await review(page);
      await page.locator('[data-index="3"] [data-column="0"]').click();
      for (let more = 0; more < 3; more++) await page.keyboard.press('Shift+ArrowDown');
    },
  },
  {
    name: 'import-review-nothing',
    search: 'file=clean',
    act: async (page) => {
      await review(page);
      await page.getByRole('radio').nth(2).click();
      await page.locator('.blank').waitFor();
    },
  },
  {
    name: 'import-review-asking',
    search: 'import=slow',
    act: async (page) => {
      await askServer(page);
      await page.locator('.asking').waitFor();
    },
  },
  {
    name: 'import-review-asked',
    search: '',
    act: async (page) => {
      await askServer(page);
      await page.locator('.banner.warn').waitFor();
    },
  },
  { name: 'import-confirm', search: 'file=clean', act: ask },
  { name: 'import-confirm-over', search: 'file=clean&quota=over', act: ask },
  {
    name: 'import-confirm-many',
    search: '',
    act: async (page) => {
      await review(page);
      await askForTheRest(page);
      await page.locator('.dialog .input.short').waitFor();
    },
  },
  {
    name: 'import-refused',
    search: 'file=clean&import=refused',
    act: async (page) => {
      await ask(page);
      await page.locator('.dialog-foot .button.primary').click();
      await page.locator('.dialog .banner.danger').waitFor();
    },
  },
  {
    name: 'import-running',
    search: 'import=slow',
    act: async (page) => {
      await runMany(page);
      await page.locator('.item .status.done').first().waitFor();
    },
  },
  {
    name: 'import-running-offline',
    search: 'import=offline',
    act: async (page) => {
      await runMany(page);
      await page.locator('.screen > .banner.warn').waitFor();
      await page.locator('.item .status.paused').first().waitFor();
    },
  },
  { name: 'import-running-slowed', search: 'import=slowed', act: runMany },
  {
    name: 'import-done',
    search: 'file=clean',
    act: done,
  },
  {
    name: 'import-done-partly',
    search: 'import=partly',
    act: async (page) => {
      await runMany(page);
      await page.locator('.run-title').waitFor();
      await page.locator('.item .status.failed').first().waitFor();
    },
  },
  {
    name: 'import-done-left-out',
    search: '',
    act: async (page) => {
      await runMany(page);
      await page.locator('.run-title').waitFor();
      await page.locator('.run-numbers .button.link').click();
      await page.locator('.left-out li').first().waitFor();
    },
  },
  {
    name: 'import-file-another-waits',
    search: 'file=clean&import=slow',
    act: async (page) => {
      await start(page);
      await page.locator('.foot [data-part="go"]').click();
      await page.locator('.head .icon-button, .head button').first().click();
      await open(page);
      await page.locator('.banner').waitFor();
    },
  },
  {
    name: 'jobs-import',
    search: 'import=partly&file=clean',
    act: async (page) => {
      await done(page);
      await page.keyboard.press('Control+4');
      await page.locator('.job-toggle').first().click();
      await page.locator('.item-rows .status').first().waitFor();
    },
  },
  {
    name: 'import-leave',
    search: '',
    act: async (page) => {
      await review(page);
      await page.locator('.foot .button').nth(1).click();
      await page.locator('.struck').first().waitFor();
      await page.locator('.head .icon-button').click();
      await page.locator('dialog').waitFor();
    },
  },
  { name: 'edit-changes', search: '', act: edit },
  {
    name: 'edit-rows',
    search: '',
    act: async (page) => {
      await edit(page);
      await page.getByRole('radio').nth(1).click();
      await page.locator('.review-grid .item .status').first().waitFor();
    },
  },
  {
    name: 'edit-confirm',
    search: '',
    act: async (page) => {
      await edit(page);
      await askForTheRest(page);
    },
  },
  {
    name: 'edit-done',
    search: '',
    act: async (page) => {
      await edit(page);
      await askForTheRest(page);
      await confirm(page);
      await page.locator('.run-title').waitFor();
    },
  },
  {
    name: 'list-empty',
    search: '',
    act: async (page) => {
      await page.locator('[data-index="0"]').waitFor();
      await page.keyboard.press('Control+Shift+L');
      await page.locator('.list-field').waitFor();
    },
  },
  {
    name: 'list-found',
    search: '',
    act: (page) => list(page, '6120418\n6120411\nUNI-0044\n6120418\n1111111\nEDU-9999'),
  },
  {
    name: 'list-selected',
    search: '',
    act: async (page) => {
      await list(page, '6120418\n6120411\nUNI-0044');
      await page.locator('.dialog-foot .button.primary').click();
      await page.locator('.toast').waitFor();
      await page.locator('[aria-selected="true"]').nth(2).waitFor();
    },
  },
  {
    name: 'accounts-more',
    search: '',
    act: async (page) => {
      await page.locator('.head .icon-button').first().click();
      await page.getByRole('menu').waitFor();
    },
  },
];
