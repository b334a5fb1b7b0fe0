// What just happened, told in a corner: how long it stands, and what takes its place.
import { flushSync } from 'svelte';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { JobId, JobSnapshot, TargetStatus } from '../../src/backend';
import OverDialogs from '../../src/components/OverDialogs.svelte';
import QuestionDialog from '../../src/components/QuestionDialog.svelte';
import ToastsInSight from '../../src/components/Toasts.svelte';
import { t } from '../../src/messages';
import { App } from '../../src/state/app.svelte';
import { Toasts, toastMilliseconds } from '../../src/state/toasts.svelte';
import { backendWith, connectionStatus, job, problem, settle } from './backend';
import { clearPage, show } from './show';

const titles = (toasts: Toasts): string[] => toasts.all.map((it) => it.title);

describe('toasts', () => {
  test('stay while somebody looks at them, and go ten seconds after', () => {
    vi.useFakeTimers();
    const toasts = new Toasts();
    toasts.tell({ title: 'Acme is blocked' });
    vi.advanceTimersByTime(toastMilliseconds - 1);
    toasts.hold('pointer');
    vi.advanceTimersByTime(60_000);
    expect(toasts.all).toHaveLength(1);
    toasts.release('pointer');
    vi.advanceTimersByTime(2001);
    expect(toasts.all).toHaveLength(0);
    vi.useRealTimers();
  });

  test('that matter outlast a dialog, and what was only said does not', () => {
    vi.useFakeTimers();
    const toasts = new Toasts();
    toasts.hold('dialog');
    toasts.tell({ title: 'Copied' });
    toasts.tell({ title: 'Not saved', tone: 'failed' });
    toasts.tell({ title: 'Acme is blocked', actions: [{ label: 'Undo', run: () => undefined }] });
    vi.advanceTimersByTime(60_000);
    expect(titles(toasts)).toEqual(['Not saved', 'Acme is blocked']);
    toasts.release('dialog');
    vi.advanceTimersByTime(toastMilliseconds);
    expect(toasts.all).toHaveLength(0);
    vi.useRealTimers();
  });

  test('take the place of those about the same, and stand beside the others', () => {
    const toasts = new Toasts();
    toasts.tell({ title: 'Acme is blocked', about: ['job 1', 'accounts 1'] });
    toasts.tell({ title: 'Saved' });
    toasts.tell({ title: 'Birch is blocked', about: ['job 2', 'accounts 2'] });
    toasts.tell({ title: 'Acme is active', about: ['job 3', 'accounts 1'] });
    expect(titles(toasts)).toEqual(['Saved', 'Birch is blocked', 'Acme is active']);
  });

  test('are three at most, and what can still be acted on goes last', () => {
    const toasts = new Toasts();
    const actions = [{ label: 'Undo', run: () => undefined }];
    toasts.tell({ title: 'Acme is blocked', actions });
    toasts.tell({ title: 'Copied' });
    toasts.tell({ title: 'Not saved', tone: 'failed' });
    toasts.tell({ title: 'Birch is blocked', actions });
    expect(titles(toasts)).toEqual(['Acme is blocked', 'Not saved', 'Birch is blocked']);
    toasts.tell({ title: 'Cedar is blocked', actions });
    expect(titles(toasts)).toEqual(['Not saved', 'Birch is blocked', 'Cedar is blocked']);
  });
});

describe('toasts about the same accounts', () => {
  const changed = (
    id: JobId,
    target: TargetStatus,
    undoes: JobId | null = null,
    change: Partial<JobSnapshot> = {},
  ): JobSnapshot =>
    job({
      id,
      kind: { kind: 'changeStatus', target, undoes },
      state: 'finished',
      counts: { pending: 0, sent: 0, done: 1, unchanged: 0, failed: 0, unknown: 0, skipped: 0 },
      total: 1,
      canUndo: true,
      onlyAccount: 'Acme',
      ...change,
    });

  /** Blocks these accounts by the dialog; the job is told to have ended at once. */
  async function block(app: App, id: JobId, accounts: number[]): Promise<void> {
    const plan = {
      target: 'blocked' as const,
      changing: accounts.map((it) => ({
        id: it,
        name: '',
        status: 'active' as const,
        template: false,
      })),
      excluded: [],
      confirmation: null,
      moreInUse: 0,
      quota: null,
      beyondQuota: 0,
    };
    app.backend.planStatusChange = () => Promise.resolve(plan);
    app.backend.changeStatus = () => {
      app.jobs.changed(job({ id, total: 1 }));
      app.jobs.changed(changed(id, 'blocked'));
      return Promise.resolve(job({ id, total: 1 }));
    };
    await app.statusChange.open(accounts, 'blocked');
    await app.statusChange.confirm();
    await settle();
  }

  const appWith = (): App => {
    const app = new App(backendWith({}));
    app.connections.status = connectionStatus();
    return app;
  };
  const undos = (app: App): number =>
    app.toasts.all.flatMap((it) => it.actions.filter((action) => action.undoes)).length;

  test('blocked, undone and blocked again leave one Undo', async () => {
    const app = appWith();
    await block(app, 1, [7]);
    app.jobs.changed(changed(2, 'active', 1));
    expect(titles(app.toasts)).toEqual([t('toast-active', { name: 'Acme' })]);
    await block(app, 3, [7]);
    expect(titles(app.toasts)).toEqual([t('toast-blocked', { name: 'Acme' })]);
    app.jobs.changed(changed(4, 'active', 3));
    app.jobs.changed(changed(5, 'blocked', 4));
    expect(undos(app)).toBe(1);
  });

  test('another account of the same name keeps its own', async () => {
    const app = appWith();
    await block(app, 1, [7]);
    await block(app, 2, [8]);
    expect(undos(app)).toBe(2);
  });

  test('an Undo goes as soon as the next change of the account begins', async () => {
    const app = appWith();
    await block(app, 1, [7]);
    app.jobs.changed(
      job({ id: 2, state: 'queued', kind: { kind: 'changeStatus', target: 'active', undoes: 1 } }),
    );
    expect(app.toasts.all).toHaveLength(0);
  });
});

describe('under an open dialog', () => {
  afterEach(clearPage);

  test('toasts and what is read out are in it, without what leads elsewhere', async () => {
    const app = new App(backendWith({}));
    show(app, OverDialogs, {});
    show(app, QuestionDialog, {});
    const words = { title: 'Leave?', text: '', confirm: 'Leave', cancel: 'Stay', damage: false };
    const answer = app.questions.ask(words);
    await settle();
    const actions = [
      { label: 'Show result', leads: true as const, run: () => undefined },
      { label: 'Undo', undoes: true as const, run: () => undefined },
    ];
    app.toasts.tell({ title: 'Acme is blocked', actions });
    app.announce('Moved');
    flushSync();
    const dialog = document.querySelector('dialog');
    expect(dialog?.querySelector('.toast b')?.textContent).toBe('Acme is blocked');
    expect(dialog?.querySelector('.toast .do')?.textContent).toBe('Undo');
    expect(dialog?.querySelector('[data-testid="announcement"]')?.textContent).toBe('Moved');
    app.questions.answer(false);
    await answer;
    await settle();
    expect(document.querySelector('dialog')).toBeNull();
    expect(document.querySelector('main .toast .do')?.textContent).toBe('Show resultUndo');
  });
});

describe('copying', () => {
  afterEach(clearPage);
  const press = (name: string): void => {
    [...document.querySelectorAll('button')].find((it) => it.textContent === name)?.click();
  };

  test('the details of a problem is said, and leaves the problem where it is', async () => {
    const copyText = vi.fn(() => Promise.resolve(null));
    const app = new App(backendWith({ copyText }));
    show(app, ToastsInSight, {});
    app.tellProblem(problem('disk', 'The disk is full'));
    flushSync();
    press(t('copy-details'));
    await settle();
    expect(copyText).toHaveBeenCalledTimes(1);
    expect(titles(app.toasts)).toEqual(['The disk is full', 'Details for support copied']);
  });

  test('twice is said once', async () => {
    const app = new App(backendWith({ copyText: () => Promise.resolve(null) }));
    await app.copy('1', t('partner-id'));
    await app.copy('a@b.example', t('email'));
    expect(titles(app.toasts)).toEqual(['E-mail copied']);
  });
});

describe('the end of a job that nobody was looking at', () => {
  const counts = { ...job().counts, pending: 0, done: 2 };
  const exported = job({
    kind: { kind: 'export', fileName: 'entries.xlsx', folder: '/home/mira' },
    counts,
    files: ['/home/mira/entries.xlsx'],
  });
  const toneOf = (change: Partial<JobSnapshot>): string | undefined => {
    const app = new App(backendWith({}));
    app.jobs.changed(job({ counts, ...change, state: 'finished' }));
    return app.toasts.all[0]?.tone;
  };

  test('has a tick only when it went well', () => {
    expect(toneOf({})).toBe('done');
    expect(toneOf({ counts: { ...counts, done: 1, failed: 1 } })).toBe('failed');
    expect(toneOf({ counts: { ...counts, done: 1, unknown: 1 } })).toBe('failed');
  });

  test('has none for an export without a file, or one that misses something', () => {
    const progress = { accountsWithProblems: 1 } as JobSnapshot['export'];
    expect(toneOf(exported)).toBe('done');
    expect(toneOf({ ...exported, files: [] })).toBe('failed');
    expect(toneOf({ ...exported, export: progress })).toBe('failed');
  });
});
