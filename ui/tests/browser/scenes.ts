// The situations that every look at the interface goes through: each a state drawn on purpose.
import type { Page } from 'playwright-core';
import { exportScenes } from './export-scenes';
import { importScenes } from './import-scenes';

export interface Scene {
  name: string;
  search: string;
  /** What a person does to get there. */
  act?: (page: Page) => Promise<void>;
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

async function select(page: Page, count: number): Promise<void> {
  const boxes = page.getByRole('grid').getByRole('checkbox');
  await boxes.nth(1).click();
  for (let more = 1; more < count; more++) await page.keyboard.press('Shift+ArrowDown');
}

async function fillConnect(page: Page): Promise<void> {
  await button(page, /Connect a Kaltura|Çööññ/)
    .first()
    .click();
  await page.locator('#sign-in-parent').fill('4012345');
  await page.locator('#sign-in-email').fill('mira.stern@northgate.example');
  await page.locator('#sign-in-password').fill('correct horse');
}

const check = (page: Page) => page.locator('.foot .button').nth(1).click();

async function fillNewAccount(page: Page, name = 'Acme University – Chemistry'): Promise<void> {
  await page.keyboard.press('Control+n');
  const fields = page.locator('form input');
  await fields.nth(0).fill(name);
  await fields.nth(1).fill('UNI-0042-C');
  await fields.nth(2).fill('Dana Levi');
  await fields.nth(3).fill('d.levi@acme-university.example');
  await fields.nth(4).fill('+1 617 555 0142');
}

const create = (page: Page) => page.keyboard.press('Control+Enter');
const row = (page: Page, index: number) => page.locator(`[data-index="${String(index)}"]`);

export const scenes: Scene[] = [
  { name: 'welcome', search: 'connections=none' },
  { name: 'welcome-notice', search: 'connections=none&start=notice' },
  { name: 'broken', search: 'start=broken' },
  {
    name: 'connect',
    search: 'connections=none',
    act: async (page) => {
      await fillConnect(page);
      await check(page);
      await page.locator('.can').waitFor();
    },
  },
  {
    name: 'connect-empty',
    search: 'connections=none',
    act: async (page) => {
      await page.locator('.doors button').first().click();
      await check(page);
    },
  },
  {
    name: 'connect-code',
    search: 'connections=none&signIn=code',
    act: async (page) => {
      await fillConnect(page);
      await check(page);
      await page.locator('#sign-in-code').waitFor();
    },
  },
  {
    name: 'connect-choose',
    search: 'connections=none',
    act: async (page) => {
      await fillConnect(page);
      await page.locator('#sign-in-parent').fill('');
      await check(page);
      await page.locator('.choices').waitFor();
    },
  },
  {
    name: 'connect-refused',
    search: 'connections=none&signIn=refused',
    act: async (page) => {
      await fillConnect(page);
      await check(page);
      await page.locator('.note.error').waitFor();
    },
  },
  {
    name: 'connect-keychain',
    search: 'connections=none&signIn=keychain',
    act: async (page) => {
      await fillConnect(page);
      await check(page);
      await page.locator('.can').waitFor();
      await page.locator('.foot .button').last().click();
      await page.locator('.banner').waitFor();
    },
  },
  {
    name: 'connect-secret-other-server',
    search: 'connections=none',
    act: async (page) => {
      await page.locator('.doors button').first().click();
      await page.locator('#sign-in-preset').selectOption('other');
      await page.locator('.ways input').nth(2).click();
    },
  },
  { name: 'accounts', search: 'views=true', act: (page) => select(page, 2) },
  { name: 'accounts-plain', search: '' },
  { name: 'accounts-compact', search: 'density=compact&views=true' },
  { name: 'accounts-read-only', search: 'readOnly=true', act: (page) => select(page, 2) },
  { name: 'accounts-sample', search: 'connections=sample' },
  { name: 'accounts-long-names', search: 'names=long' },
  { name: 'accounts-one', search: 'accounts=1' },
  { name: 'accounts-50000', search: 'accounts=50000' },
  { name: 'accounts-offline', search: 'state=offline', act: (page) => select(page, 2) },
  { name: 'accounts-signed-out', search: 'state=signedOut' },
  { name: 'accounts-refreshing', search: 'state=refreshing' },
  {
    name: 'accounts-partial',
    search: 'list=full&state=ready&may=list',
    act: (page) => select(page, 2),
  },
  { name: 'accounts-over-quota', search: 'quota=over' },
  { name: 'accounts-loading', search: 'list=loading' },
  { name: 'accounts-empty', search: 'list=empty' },
  { name: 'accounts-failed', search: 'list=failed' },
  { name: 'accounts-forbidden', search: 'list=forbidden' },
  {
    name: 'accounts-nothing-matches',
    search: '',
    act: async (page) => {
      await page.locator('#search').fill('zzz nobody');
      await page.locator('.blank').waitFor();
    },
  },
  {
    name: 'accounts-filtered-away',
    search: '',
    act: async (page) => {
      await page.locator('.filter-group button').click();
      await page.locator('.popover .menu-item').first().click();
      await page.locator('#search').fill('acme');
      await page.locator('.blank .reasons').waitFor();
    },
  },
  {
    name: 'accounts-pasted',
    search: '',
    act: async (page) => {
      await page.locator('#search').fill('6120418, 6120411 6120404 1111111');
      await page.locator('.banner').waitFor();
    },
  },
  {
    name: 'accounts-context-menu',
    search: '',
    act: async (page) => {
      await row(page, 3).click({ button: 'right' });
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'accounts-created-filter',
    search: '',
    act: async (page) => {
      await page.locator('.filter-group button').click();
      await page.locator('.popover').waitFor();
    },
  },
  {
    name: 'accounts-columns',
    search: '',
    act: async (page) => {
      await page.locator('.tools .icon-button').click();
      await page.locator('.popover').waitFor();
    },
  },
  {
    name: 'accounts-views',
    search: 'views=true',
    act: async (page) => {
      await page.locator('.view-button').click();
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'accounts-switcher',
    search: 'connections=two',
    act: async (page) => {
      await page.locator('.switcher').click();
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'account-detail',
    search: 'views=true',
    act: async (page) => {
      await row(page, 11).click();
      await page.locator('.panel .pairs').waitFor();
    },
  },
  {
    name: 'account-detail-removed',
    search: '',
    act: async (page) => {
      await page.locator('.toggle').last().click();
      await page.locator('.toggle').first().click();
      await page.locator('.toggle[aria-pressed="true"]').last().waitFor();
      const removed = page.locator('.row .status.removed').first();
      await removed.click();
      await page.locator('.panel .pairs').waitFor();
    },
  },
  {
    name: 'account-detail-blocked-long',
    search: 'names=long',
    act: async (page) => {
      await row(page, 13).click();
      await page.locator('.panel .pairs').waitFor();
    },
  },
  {
    name: 'change-block-one',
    search: '',
    act: async (page) => {
      await row(page, 3).click();
      await page.locator('.panel .actions button').first().click();
      await page.locator('.who').waitFor();
    },
  },
  {
    name: 'change-block-many',
    search: '',
    act: async (page) => {
      await select(page, 14);
      await page.keyboard.press('Control+b');
      await page.locator('.who').waitFor();
    },
  },
  {
    name: 'change-remove',
    search: '',
    act: async (page) => {
      await row(page, 3).click();
      await page.locator('.panel .actions button').nth(1).click();
      await page.locator('.who').waitFor();
    },
  },
  {
    name: 'change-running',
    search: 'change=slow',
    act: async (page) => {
      await select(page, 6);
      await page.keyboard.press('Control+b');
      await page.locator('.dialog-foot .button').last().click();
      await page.locator('.dialog .progress').waitFor();
    },
  },
  {
    name: 'change-result',
    search: 'change=partly',
    act: async (page) => {
      await select(page, 5);
      await page.keyboard.press('Control+b');
      await page.locator('.dialog-foot .button').last().click();
      await page.locator('.dialog .status.failed').waitFor();
    },
  },
  {
    name: 'change-refused',
    search: 'change=refused',
    act: async (page) => {
      await select(page, 5);
      await page.keyboard.press('Control+b');
      await page.locator('.dialog-foot .button').last().click();
      await page.locator('.dialog .banner.danger').waitFor();
    },
  },
  {
    name: 'change-undo-toast',
    search: '',
    act: async (page) => {
      await row(page, 3).click();
      await page.locator('.panel .actions button').first().click();
      await page.locator('.dialog-foot .button').last().click();
      await page.locator('.toast').waitFor();
    },
  },
  {
    name: 'dialog-beside-toast',
    search: '',
    act: async (page) => {
      await row(page, 3).click();
      await page.locator('.panel .actions button').first().click();
      await page.locator('.dialog-foot .button').last().click();
      await page.locator('.toast').waitFor();
      await page.keyboard.press('Control+Shift+l');
      await page.locator('dialog .toast').waitFor();
    },
  },
  {
    name: 'new-account',
    search: '',
    act: async (page) => {
      await fillNewAccount(page, 'Acme University – Physics');
      await page.locator('form input').nth(3).fill('d.levi@acme-university');
      await page.locator('form input').nth(4).focus();
      await page.locator('.note.error').first().waitFor();
    },
  },
  {
    name: 'new-account-more',
    search: '',
    act: async (page) => {
      await page.keyboard.press('Control+n');
      await page.locator('.button.link.start').click();
      await create(page);
      await page.locator('.note.error').first().waitFor();
    },
  },
  {
    name: 'new-account-created',
    search: 'create=password',
    act: async (page) => {
      await fillNewAccount(page);
      await create(page);
      await page.locator('.outcome').waitFor();
    },
  },
  {
    name: 'new-account-over-quota',
    search: 'quota=over',
    act: async (page) => {
      await fillNewAccount(page);
      await create(page);
      await page.locator('dialog').waitFor();
    },
  },
  {
    name: 'new-account-unclear',
    search: 'create=unclear',
    act: async (page) => {
      await fillNewAccount(page);
      await create(page);
      await page.locator('.blank').waitFor();
    },
  },
  {
    name: 'new-account-not-found',
    search: 'create=unclear',
    act: async (page) => {
      await fillNewAccount(page);
      await create(page);
      await page.locator('.blank .button.primary').click();
      await page.locator('.blank .button').nth(1).waitFor();
    },
  },
  {
    name: 'new-account-orphaned',
    search: 'create=orphaned',
    act: async (page) => {
      await fillNewAccount(page);
      await create(page);
      await page.locator('.blank').waitFor();
    },
  },
  {
    name: 'new-account-refused',
    search: 'create=refused',
    act: async (page) => {
      await fillNewAccount(page);
      await create(page);
      await page.locator('.banner.danger').waitFor();
    },
  },
  {
    name: 'new-account-leave',
    search: '',
    act: async (page) => {
      await fillNewAccount(page);
      await page.keyboard.press('Escape');
      await page.locator('dialog').waitFor();
    },
  },
  {
    name: 'new-account-leave-password',
    search: 'create=password',
    act: async (page) => {
      await fillNewAccount(page);
      await page.locator('form input[type="checkbox"]').press('Space');
      await create(page);
      await page.locator('.outcome').waitFor();
      await page.keyboard.press('Escape');
      await page.locator('dialog').waitFor();
    },
  },
  ...importScenes,
  {
    name: 'activity-edit',
    search: '',
    act: async (page) => {
      await page.keyboard.press('Control+3');
      await page.locator('.edit-open').click();
      await page.locator('.popover').waitFor();
    },
  },
  {
    name: 'activity-reason',
    search: '',
    act: async (page) => {
      await page.keyboard.press('Control+3');
      // What was refused is among the records of a job.
      await page.locator('.fold').first().click();
      await page.locator('.reason').first().click();
      await page.locator('.popover').waitFor();
    },
  },
  { name: 'activity', search: '', act: (page) => page.keyboard.press('Control+3') },
  {
    name: 'activity-everywhere',
    search: 'connections=two&jobs=some&names=long',
    act: async (page) => {
      await page.keyboard.press('Control+3');
      await page.locator('.screen > .foot .button').click();
      await page.locator('.of-connection').first().waitFor();
    },
  },
  {
    name: 'activity-empty',
    search: 'activity=none',
    act: (page) => page.keyboard.press('Control+3'),
  },
  {
    name: 'activity-failed',
    search: 'activity=failed',
    act: (page) => page.keyboard.press('Control+3'),
  },
  {
    name: 'activity-nothing-matches',
    search: '',
    act: async (page) => {
      await page.keyboard.press('Control+3');
      await page.locator('.find-inline input').fill('zzz');
      await page.locator('.blank').waitFor();
    },
  },
  ...exportScenes,
  { name: 'jobs-empty', search: '', act: (page) => page.keyboard.press('Control+4') },
  {
    name: 'jobs-running',
    search: 'jobs=running&change=slow',
    act: async (page) => {
      await page.keyboard.press('Control+4');
      await page.locator('.job-toggle').nth(2).click();
      await page.locator('.who li').first().waitFor();
    },
  },
  {
    name: 'jobs-reason',
    search: 'jobs=some',
    act: async (page) => {
      await page.keyboard.press('Control+4');
      await page.locator('.job-toggle').nth(1).click();
      await page.locator('.job-items .reason').first().click();
      await page.locator('.popover').waitFor();
    },
  },
  {
    name: 'jobs-leave',
    search: 'jobs=interrupted',
    act: async (page) => {
      await page.keyboard.press('Control+4');
      await page.locator('.job-actions .button').nth(1).click();
      await page.locator('dialog').waitFor();
    },
  },
  {
    name: 'jobs-interrupted',
    search: 'jobs=interrupted',
    act: (page) => page.keyboard.press('Control+4'),
  },
  { name: 'accounts-interrupted', search: 'jobs=interrupted' },
  {
    name: 'settings',
    search: 'connections=two',
    act: (page) => page.keyboard.press('Control+,'),
  },
  {
    name: 'settings-edit',
    search: '',
    act: async (page) => {
      await page.keyboard.press('Control+,');
      await page.locator('.connection-actions .button').first().click();
      await page.locator('dialog').waitFor();
    },
  },
  {
    name: 'settings-remove',
    search: '',
    act: async (page) => {
      await page.keyboard.press('Control+,');
      await page.locator('.connection-actions .button').last().click();
      await page.locator('dialog').waitFor();
    },
  },
  { name: 'palette', search: '', act: (page) => page.keyboard.press('Control+k') },
  {
    name: 'palette-typed',
    search: '',
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await page.locator('.palette input').fill('acme');
      await page.locator('.palette mark').first().waitFor();
    },
  },
];
