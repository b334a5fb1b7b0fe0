// The export form: what it asks, what it ignores, and that nothing chosen is lost.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type {
  Backend,
  ExportEstimate,
  ExportOptions,
  ExportPreset,
  ExportStart,
} from '../../src/backend';
import { plainQuery } from '../../src/lib/query';
import { leftWords } from '../../src/lib/export-words';
import { allEntries, jobNumbers, jobProgress, paceWords } from '../../src/lib/job-words';
import { App } from '../../src/state/app.svelte';
import { ExportForm } from '../../src/state/export-form.svelte';
import { deleteSettings, saveSettings } from '../../src/state/export-moves';
import { backendWith, job, problem, refuse } from './backend';

const estimate = (entries: number): ExportEstimate => ({
  accounts: 2,
  unreadable: [],
  counted: 2,
  entries,
  seconds: 10,
  problems: [],
});

const kept = {
  listExportPresets: () => Promise.resolve([]),
  lastExport: () => Promise.resolve(null),
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const formWith = (backend: Backend): ExportForm => new ExportForm(backend, () => 'one');

describe('the estimate', () => {
  test('is asked once, a moment after the last change', async () => {
    const asked: ExportOptions[] = [];
    const form = formWith(
      backendWith({
        estimateExport: (options) => {
          asked.push(options);
          return Promise.resolve(estimate(asked.length));
        },
      }),
    );
    form.change({ tags: 'l' });
    form.change({ tags: 'le' });
    form.change({ tags: 'lecture' });
    expect(form.estimating).toBe(true);
    await vi.runAllTimersAsync();
    expect(asked.map((it) => it.entries.tags)).toEqual([['lecture']]);
    expect(form.estimate?.entries).toBe(1);
    expect(form.estimating).toBe(false);
  });

  test('that a newer one took the place of is ignored', async () => {
    const answers: ((estimate: ExportEstimate) => void)[] = [];
    const form = formWith(
      backendWith({
        estimateExport: () => new Promise((answer) => answers.push(answer)),
      }),
    );
    form.change({ tags: 'one' });
    await vi.advanceTimersByTimeAsync(1000);
    form.change({ tags: 'two' });
    await vi.advanceTimersByTimeAsync(1000);
    answers[1]?.(estimate(2));
    await vi.advanceTimersByTimeAsync(0);
    answers[0]?.(estimate(1));
    await vi.advanceTimersByTimeAsync(0);
    expect(form.estimate?.entries).toBe(2);
  });

  test('that was cancelled is no problem, any other failure is', async () => {
    let code: 'cancelled' | 'offline' = 'cancelled';
    const form = formWith(backendWith({ estimateExport: () => refuse(problem(code)) }));
    form.change({ tags: 'one' });
    await vi.runAllTimersAsync();
    expect(form.estimateProblem).toBeNull();
    code = 'offline';
    form.change({ tags: 'two' });
    await vi.runAllTimersAsync();
    expect(form.estimateProblem?.code).toBe('offline');
  });

  test('of a list that could not be read is not of no accounts, and both are asked again', async () => {
    let fails = true;
    const form = formWith(
      backendWith({
        ...kept,
        listAccountIds: () => (fails ? refuse(problem('disk')) : Promise.resolve([1, 2])),
        estimateExport: () => Promise.resolve(estimate(7)),
      }),
    );
    await form.open('view', [], null, plainQuery());
    expect(form.unread).toBe(true);
    expect(form.estimateProblem?.code).toBe('disk');
    form.change({ tags: 'lecture' });
    await vi.runAllTimersAsync();
    expect(form.estimateProblem?.code).toBe('disk');
    fails = false;
    form.estimateAgain();
    await vi.runAllTimersAsync();
    expect(form.unread).toBe(false);
    expect(form.estimate?.entries).toBe(7);
  });

  test('is not asked for what cannot work', async () => {
    const form = formWith(backendWith({}));
    form.change({ columns: [] });
    await vi.runAllTimersAsync();
    expect(form.estimating).toBe(false);
    expect(form.problems).toEqual(['noColumns']);
  });
});

describe('opening and starting', () => {
  test('ticked accounts are exported; without ticks it is as it was left', async () => {
    const form = formWith(
      backendWith({ ...kept, estimateExport: () => Promise.resolve(estimate(1)) }),
    );
    await form.open('selected', [1, 2], null, null);
    expect(form.options.accounts.which).toEqual({ kind: 'these', accounts: [1, 2] });
    form.change({ tags: 'lecture' });
    await form.open(null, [], null, null);
    expect(form.options.accounts.which).toEqual({ kind: 'allActive' });
    expect(form.options.entries.tags).toEqual(['lecture']);
  });

  test('asks where the file goes and starts; changing one’s mind there keeps everything', async () => {
    const started: ExportStart[] = [];
    let path: string | null = null;
    const form = formWith(
      backendWith({
        estimateExport: () => Promise.resolve(estimate(1)),
        suggestExportName: () => Promise.resolve('entries.xlsx'),
        chooseSavePath: () => Promise.resolve(path),
        startExport: (start) => {
          started.push(start);
          return Promise.resolve(job());
        },
      }),
    );
    form.reason = ' monthly ';
    expect(await form.start()).toBeNull();
    expect(started).toEqual([]);
    path = '/tmp/entries.xlsx';
    expect((await form.start())?.id).toBe(1);
    expect(started[0]).toMatchObject({ path, reason: 'monthly' });
  });

  test('a refused start keeps the form and says why', async () => {
    const form = formWith(
      backendWith({
        estimateExport: () => Promise.resolve(estimate(1)),
        suggestExportName: () => Promise.resolve('entries.xlsx'),
        chooseSavePath: () => Promise.resolve('/full/entries.xlsx'),
        startExport: () => refuse(problem('disk', 'The disk is full')),
      }),
    );
    form.change({ tags: 'lecture' });
    expect(await form.start()).toBeNull();
    expect(form.problem?.message).toBe('The disk is full');
    expect(form.draft.tags).toBe('lecture');
    expect(form.path).toBe('/full/entries.xlsx');
    expect(form.starting).toBe(false);
  });

  test('another kind of file needs another name', async () => {
    const form = formWith(
      backendWith({
        estimateExport: () => Promise.resolve(estimate(1)),
        suggestExportName: () => Promise.resolve('entries.xlsx'),
        chooseSavePath: () => Promise.resolve('/tmp/entries.xlsx'),
      }),
    );
    await form.choosePath();
    form.change({ file: 'csv' });
    expect(form.path).toBeNull();
  });

  test('another connection drops what named the accounts of this one', async () => {
    const form = formWith(
      backendWith({ ...kept, estimateExport: () => Promise.resolve(estimate(1)) }),
    );
    await form.open('selected', [1, 2], null, null);
    await vi.runAllTimersAsync();
    form.forget();
    expect(form.options.accounts.which).toEqual({ kind: 'allActive' });
    expect(form.estimate).toBeNull();
  });

  test('a kept view is asked again when its settings are taken', async () => {
    const query = { ...plainQuery(), text: 'university' };
    const asked: string[] = [];
    const form = formWith(
      backendWith({
        listAccountIds: ({ text }) => {
          asked.push(text);
          return Promise.resolve([4, 5]);
        },
        estimateExport: () => Promise.resolve(estimate(1)),
      }),
    );
    const { accounts } = form.options;
    form.take({ ...form.options, accounts: { ...accounts, which: { kind: 'found', query } } }, 3);
    await vi.runAllTimersAsync();
    expect(asked).toEqual(['university']);
    expect(form.accounts).toEqual([4, 5]);
    expect(form.options.accounts.which).toEqual({ kind: 'found', query });
    expect(form.estimate?.entries).toBe(1);
  });

  test('kept settings are named until something is changed', async () => {
    const form = formWith(backendWith({ estimateExport: () => Promise.resolve(estimate(1)) }));
    form.take(form.options, 3);
    expect(form.presetId).toBe(3);
    form.change({ onlyCaptioned: true });
    expect(form.presetId).toBeNull();
    await vi.runAllTimersAsync();
  });
});

describe('kept settings that were deleted', () => {
  const appWith = async () => {
    const disk: ExportPreset[] = [];
    const backend = backendWith({
      estimateExport: () => Promise.resolve(estimate(1)),
      saveExportPreset: (name, options) => {
        disk.push({ id: 10 + disk.length, name, options });
        return Promise.resolve([...disk]);
      },
      deleteExportPreset: (id) => {
        disk.splice(
          disk.findIndex((it) => it.id === id),
          1,
        );
        return Promise.resolve([...disk]);
      },
    });
    const app = new App(backend);
    app.exportForm.change({ tags: 'lecture' });
    await saveSettings(app, 'Lectures');
    const [preset] = app.exportForm.presets;
    if (!preset) throw new Error('nothing was kept');
    await deleteSettings(app, preset);
    expect(disk).toEqual([]);
    return { app, disk };
  };

  test('come back, and are named where they are still shown', async () => {
    const { app, disk } = await appWith();
    expect(app.exportForm.presetId).toBeNull();
    app.toasts.undo();
    await vi.runAllTimersAsync();
    expect(disk[0]).toMatchObject({
      name: 'Lectures',
      options: { entries: { tags: ['lecture'] } },
    });
    expect(app.exportForm.presetId).toBe(disk[0]?.id);
  });

  test('do not come back over new ones of the same name', async () => {
    const { app } = await appWith();
    await saveSettings(app, 'Others');
    expect(app.toasts.undoable).not.toBeNull();
    await saveSettings(app, 'Lectures');
    expect(app.toasts.undoable).toBeNull();
    await vi.runAllTimersAsync();
  });
});

describe('how far an export is', () => {
  const progress = {
    stage: 'reading' as const,
    accountsPrepared: 0,
    entries: 500,
    expected: 1000,
    accountsCounted: 2,
    accounts: 4,
    accountsRunning: 1,
    accountsComplete: 1,
    accountsWithProblems: 0,
    perSecond: 412.4,
    secondsLeft: 300,
  };

  test('is worked out from the accounts that are counted', () => {
    expect(allEntries(progress)).toEqual({ total: 2000, exact: false });
    expect(allEntries({ ...progress, accountsCounted: 4 })).toEqual({ total: 1000, exact: true });
    expect(allEntries({ ...progress, accountsCounted: 0 })).toBeNull();
    expect(jobProgress(job({ export: progress }))).toBe(25);
  });

  test('of one account is said in the singular, and full hours without minutes', () => {
    const one = job({ total: 1, export: { ...progress, accounts: 1 } });
    expect(jobNumbers(one)).toBe('0 of 1 account');
    const preparing = { ...progress, stage: 'preparing' as const, accounts: 1 };
    expect(paceWords(job({ export: preparing }))).toBe('0 of 1 account looked at');
    expect(leftWords(2 * 3600)).toBe('about 2 h left');
    expect(leftWords(7750)).toBe('about 2 h 10 min left');
  });

  test('the pace is said while it runs, and what holds it up', () => {
    expect(paceWords(job({ export: progress }))).toBe('412 entries a second · about 5 min left');
    expect(paceWords(job({ state: 'paused', export: progress }))).toBe('Paused');
    expect(paceWords(job({ export: { ...progress, stage: 'finishing' } }))).toBe(
      'Finishing the file…',
    );
    const preparing = { ...progress, stage: 'preparing' as const, accountsPrepared: 3 };
    expect(paceWords(job({ export: preparing }))).toBe('3 of 4 accounts looked at');
    expect(paceWords(job({ problem: problem('offline') }))).toBe(
      'No connection. It continues by itself.',
    );
    expect(paceWords(job({ pace: { perMinute: 90, secondsLeft: 20, slowed: true } }))).toBe(
      'Kaltura asked to slow down · 90 a minute · about 20 s left',
    );
  });
});
