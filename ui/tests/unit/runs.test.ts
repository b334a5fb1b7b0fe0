// A run on its own screen: what is said under and beside it, as it stands.
import { flushSync } from 'svelte';
import { afterEach, describe, expect, test } from 'vitest';
import type { JobSnapshot } from '../../src/backend';
import { t } from '../../src/messages';
import ExportRun from '../../src/screens/exports/ExportRun.svelte';
import RunHead from '../../src/screens/import/RunHead.svelte';
import { App } from '../../src/state/app.svelte';
import { backendWith, connectionStatus, job, problem } from './backend';
import { clearPage, noBanners, show } from './show';

afterEach(clearPage);

const page = (): string => document.body.textContent;

test('under an export stands what becomes of it when it is left', () => {
  const nothing = { total: 0, start: 0, accounts: [] };
  const app = new App(backendWith({ listExportAccounts: () => Promise.resolve(nothing) }));
  app.connections.status = connectionStatus();
  const kind = { kind: 'export', fileName: 'entries.xlsx', folder: '/tmp' } as JobSnapshot['kind'];
  app.exports.show(1);
  app.jobs.all = [job({ kind })];
  show(app, ExportRun, noBanners);
  const stands = (change: Partial<JobSnapshot>): string => {
    app.jobs.all = [job({ kind, ...change })];
    flushSync();
    return document.querySelector('.foot')?.textContent.trim() ?? '';
  };
  expect(stands({ state: 'running' })).toBe(t('export-go-on'));
  expect(stands({ state: 'paused', canResume: true })).toBe(t('export-waits'));
  expect(stands({ state: 'interrupted', canResume: true })).toBe(t('export-no-file-yet'));
  expect(stands({ state: 'finished' })).toBe(t('export-no-file'));
  const files = [{ path: '/tmp/entries.xlsx' }] as unknown as JobSnapshot['files'];
  expect(stands({ state: 'finished', files })).toBe(t('export-where', { folder: '/tmp' }));
});

describe('beside an import', () => {
  test('no time is told as long as there is no connection', () => {
    const app = new App(backendWith({}));
    const kind = { kind: 'import', fileName: 'a.xlsx' } as JobSnapshot['kind'];
    const running = job({ kind, pace: { perMinute: 46, secondsLeft: 60, slowed: false } });
    show(app, RunHead, { job: running, kind: 'import' });
    expect(page()).toContain('about 1 minute left');
    document.body.replaceChildren();
    show(app, RunHead, { job: { ...running, problem: problem('offline') }, kind: 'import' });
    expect(page()).not.toContain('left');
    expect(page()).not.toContain('a minute');
  });
});
