// Where the keyboard is after what had it was made anew, moved, or went away.
import { flushSync } from 'svelte';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { JobSnapshot } from '../../src/backend';
import QuestionDialog from '../../src/components/QuestionDialog.svelte';
import Toasts from '../../src/components/Toasts.svelte';
import { t } from '../../src/messages';
import Exports from '../../src/screens/exports/Exports.svelte';
import Jobs from '../../src/screens/Jobs.svelte';
import { App } from '../../src/state/app.svelte';
import { backendWith, connectionStatus, job } from './backend';
import { clearPage, noBanners, show } from './show';

afterEach(clearPage);

const appWith = (jobs: JobSnapshot[] = []): App => {
  const app = new App(backendWith({}));
  app.connections.status = connectionStatus();
  app.jobs.all = jobs;
  app.jobs.read = true;
  return app;
};

const button = (name: string): HTMLElement => {
  const found = [...document.querySelectorAll('button')].find((it) => it.textContent === name);
  if (!found) throw new Error(`there is no button ${name}`);
  return found;
};
const focused = (): Element | null => document.activeElement;

const kinds = {
  Jobs: { screen: Jobs, kind: job().kind },
  Exports: {
    screen: Exports,
    kind: { kind: 'export', fileName: 'a.xlsx', folder: '' } as JobSnapshot['kind'],
  },
};

describe.each(['Jobs', 'Exports'] as const)('on %s', (name) => {
  const { screen, kind } = kinds[name];
  const of = (change: Partial<JobSnapshot>): JobSnapshot => job({ id: 2, kind, ...change });

  test('a job that pauses has the keyboard on its way to go on', () => {
    const app = appWith([of({ state: 'running' })]);
    show(app, screen, noBanners);
    button(t('pause')).focus();
    app.jobs.changed(of({ state: 'paused', canResume: true }));
    flushSync();
    expect(focused()).toBe(button(t('resume')));
  });

  test('a job that ends keeps the keyboard where it stands then', () => {
    const app = appWith([of({ state: 'running' }), job({ id: 1, kind, state: 'finished' })]);
    show(app, screen, noBanners);
    button(t('stop-dots')).focus();
    app.jobs.changed(of({ state: 'finished' }));
    flushSync();
    expect(focused()).toBe(document.querySelector('#job-2 .job-toggle'));
  });

  test('a job that moves takes nothing from whoever is elsewhere', () => {
    const app = appWith([of({ state: 'running' }), job({ id: 1, kind, state: 'finished' })]);
    show(app, screen, noBanners);
    const other = document.querySelector<HTMLElement>('#job-1 .job-toggle');
    other?.focus();
    app.jobs.changed(of({ state: 'finished' }));
    flushSync();
    expect(focused()).toBe(other);
  });
});

test('a question gives the keyboard to the job whose button is gone', async () => {
  const app = appWith([job({ id: 2 })]);
  show(app, Jobs, noBanners);
  button(t('stop-dots')).focus();
  show(app, QuestionDialog, {});
  const asked = app.questions.ask({
    title: 'Stop?',
    text: '',
    confirm: 'Yes',
    cancel: 'No',
    damage: false,
  });
  flushSync();
  expect(focused()?.closest('dialog')).not.toBeNull();
  app.jobs.changed(job({ id: 2, state: 'finished' }));
  flushSync();
  app.questions.answer(false);
  await asked;
  flushSync();
  expect(focused()).toBe(document.querySelector('#job-2 .job-toggle'));
});

describe('a toast', () => {
  const told = (): { app: App; before: HTMLElement; run: () => void } => {
    const app = appWith();
    show(app, Toasts, {});
    const before = document.createElement('button');
    document.querySelector('main')?.prepend(before);
    const run = vi.fn();
    app.toasts.tell({
      title: 'Acme is blocked',
      about: ['job 1'],
      actions: [{ label: t('undo'), undoes: true, run }],
    });
    flushSync();
    before.focus();
    button(t('undo')).focus();
    return { app, before, run };
  };

  test('gives the keyboard back when its button was pressed, and its clock runs on', () => {
    vi.useFakeTimers();
    const { app, before, run } = told();
    app.toasts.tell({ title: 'Saved' });
    flushSync();
    button(t('undo')).click();
    flushSync();
    expect(run).toHaveBeenCalled();
    expect(focused()).toBe(before);
    vi.advanceTimersByTime(10_001);
    expect(app.toasts.all).toHaveLength(0);
    vi.useRealTimers();
  });

  test('that takes the place of one with the keyboard does not get it', () => {
    const { app, before } = told();
    app.toasts.tell({
      title: 'Acme is active',
      about: ['job 1'],
      actions: [{ label: t('undo'), undoes: true, run: () => undefined }],
    });
    flushSync();
    expect(focused()).toBe(before);
  });
});
