// Screens as they are shown: that a list which could not be read is never called empty.
import { flushSync } from 'svelte';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Backend, JobItemPage, JobSnapshot } from '../../src/backend';
import { t } from '../../src/messages';
import Exports from '../../src/screens/exports/Exports.svelte';
import Jobs from '../../src/screens/Jobs.svelte';
import StatusDialog from '../../src/screens/status/StatusDialog.svelte';
import { App } from '../../src/state/app.svelte';
import { backendWith, connectionStatus, job, problem, refuse, settle } from './backend';
import { clearPage, noBanners, show } from './show';

afterEach(clearPage);

const appWith = (answers: Partial<Backend>): App => {
  const app = new App(backendWith(answers));
  app.connections.status = connectionStatus();
  return app;
};
const page = (): string => document.body.textContent;
const button = (name: string): HTMLElement | undefined =>
  [...document.querySelectorAll('button')].find((it) => it.textContent.includes(name));

describe('jobs that could not be read', () => {
  test.each([
    ['Jobs', Jobs, 'jobs-empty'],
    ['Exports', Exports, 'exports-empty'],
  ] as const)('are not called none on %s, and can be read again', async (_, screen, empty) => {
    const listJobs = vi
      .fn<() => Promise<JobSnapshot[]>>()
      .mockImplementationOnce(() => refuse(problem('disk', 'The disk does not answer')))
      .mockResolvedValue([]);
    const app = appWith({ listJobs });
    await app.jobs.load();
    show(app, screen, noBanners);
    expect(page()).toContain('The disk does not answer');
    expect(page()).not.toContain(t(empty));
    button(t('try-again'))?.click();
    await settle();
    flushSync();
    expect(page()).toContain(t(empty));
    expect(page()).not.toContain('The disk does not answer');
  });
});

test('a result whose accounts could not be read says so, and asks again', async () => {
  const items: JobItemPage = { total: 0, start: 0, items: [] };
  const listJobItems = vi
    .fn<() => Promise<JobItemPage>>()
    .mockImplementationOnce(() => refuse(problem('disk', 'The disk does not answer')))
    .mockResolvedValue(items);
  const app = appWith({ listJobItems });
  const ended = job({ state: 'finished', counts: { ...job().counts, pending: 0, failed: 2 } });
  app.jobs.all = [ended];
  app.statusChange.showResult(ended);
  await settle();
  show(app, StatusDialog, {});
  expect(page()).toContain('The disk does not answer');
  button(t('try-again'))?.click();
  await settle();
  flushSync();
  expect(page()).not.toContain('The disk does not answer');
});

test('a job whose accounts are not kept any more says so', async () => {
  const items: JobItemPage = { total: 0, start: 0, items: [] };
  const app = appWith({ listJobItems: () => Promise.resolve(items) });
  const ended = job({ state: 'finished', counts: { ...job().counts, pending: 0, done: 2 } });
  app.jobs.all = [ended];
  app.statusChange.showResult(ended);
  await settle();
  show(app, StatusDialog, {});
  expect(page()).toContain(t('items-let-go'));
});
