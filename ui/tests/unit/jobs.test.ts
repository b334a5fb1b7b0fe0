// Jobs as they are told by Rust, and what can be done about them from anywhere.
import { flushSync } from 'svelte';
import { describe, expect, test, vi } from 'vitest';
import type { Backend, JobItemPage, JobSnapshot, StatusPlan } from '../../src/backend';
import { App } from '../../src/state/app.svelte';
import { retryHint, retryWords, unclearWords } from '../../src/lib/job-words';
import JobActions from '../../src/screens/jobs/JobActions.svelte';
import JobLine from '../../src/screens/jobs/JobLine.svelte';
import { Exports } from '../../src/state/exports.svelte';
import { stopJob, whyNotGoOn } from '../../src/state/job-moves';
import { Jobs } from '../../src/state/jobs.svelte';
import { StatusChangeFlow } from '../../src/state/status-change.svelte';
import { t } from '../../src/messages';
import { backendWith, connectionStatus, job, problem, refuse, settle, statusPlan } from './backend';
import { clearPage, show } from './show';

const noItems = (): Promise<JobItemPage> => Promise.resolve({ total: 0, start: 0, items: [] });

describe('the list of jobs', () => {
  test('keeps what was told while it was read', async () => {
    let answer: (jobs: JobSnapshot[]) => void = () => undefined;
    const jobs = new Jobs(backendWith({ listJobs: () => new Promise((done) => (answer = done)) }));
    const loading = jobs.load();
    jobs.changed(job({ id: 1, state: 'finished' }));
    jobs.changed(job({ id: 3 }));
    answer([job({ id: 2, state: 'finished' }), job({ id: 1, state: 'running' })]);
    await loading;
    expect(jobs.all.map((it) => [it.id, it.state])).toEqual([
      [3, 'running'],
      [2, 'finished'],
      [1, 'finished'],
    ]);
  });

  test('does not say that it is empty when it could not be read', async () => {
    const jobs = new Jobs(backendWith({ listJobs: () => refuse(problem('disk')) }));
    await jobs.load();
    expect(jobs.read).toBe(true);
    expect(jobs.unreadable).toBe(true);
    expect(jobs.problem?.code).toBe('disk');
  });
});

describe('the last thing told of a job', () => {
  test('is read though its items were being read just then', async () => {
    const answers: ((page: JobItemPage) => void)[] = [];
    const jobs = new Jobs(
      backendWith({ listJobItems: () => new Promise((done) => answers.push(done)) }),
    );
    jobs.show(1);
    await settle();
    jobs.changed(job({ state: 'running' }));
    jobs.changed(job({ state: 'finished' }));
    expect(answers).toHaveLength(1);
    answers[0]?.({ total: 0, start: 0, items: [] });
    await settle();
    expect(answers).toHaveLength(2);
  });

  test('is read though the accounts of its export were being read just then', async () => {
    const answers: (() => void)[] = [];
    const backend = backendWith({
      listExportAccounts: () =>
        new Promise((done) =>
          answers.push(() => {
            done({ total: 0, start: 0, accounts: [] });
          }),
        ),
    });
    const exports = new Exports(backend, new Jobs(backend));
    exports.show(1);
    await settle();
    exports.changed(job({ state: 'finished' }));
    answers[0]?.();
    await settle();
    expect(answers).toHaveLength(2);
  });
});

describe('a button that is pressed twice', () => {
  test('means one call, and both presses have its answer', async () => {
    const undoJob = vi.fn(() => Promise.resolve(job({ id: 2 })));
    const jobs = new Jobs(backendWith({ undoJob }));
    const answers = await Promise.all([jobs.undo(1), jobs.undo(1)]);
    expect(undoJob).toHaveBeenCalledTimes(1);
    expect(answers.map((it) => it?.id)).toEqual([2, 2]);
  });

  test('is a new call once there was an answer, also a bad one', async () => {
    const retryFailed = vi
      .fn()
      .mockImplementationOnce(() => refuse(problem('offline')))
      .mockResolvedValueOnce(job({ id: 1 }));
    const jobs = new Jobs(backendWith({ retryFailed }));
    expect(await jobs.retry(1)).toBeNull();
    expect((await jobs.retry(1))?.id).toBe(1);
  });
});

describe('pausing', () => {
  test('shows that the job rests though the answer of the command is older', async () => {
    let answer: (job: JobSnapshot) => void = () => undefined;
    const jobs = new Jobs(backendWith({ pauseJob: () => new Promise((done) => (answer = done)) }));
    jobs.changed(job({ id: 1, state: 'running' }));
    const pausing = jobs.pause(1);
    jobs.changed(job({ id: 1, state: 'paused' }));
    answer(job({ id: 1, state: 'running' }));
    await pausing;
    expect(jobs.find(1)?.state).toBe('paused');
  });
});

describe('going on with a job', () => {
  const appWith = (answers: Partial<Backend>): App => {
    const app = new App(backendWith({ listJobItems: noItems, ...answers }));
    app.connections.status = connectionStatus();
    app.connections.all = [connectionStatus().connection];
    return app;
  };

  test('from its result shows the work again, and what went wrong with it', async () => {
    const interrupted = job({ state: 'interrupted', canResume: true });
    const resumeJob = vi
      .fn()
      .mockImplementationOnce(() => refuse(problem('offline')))
      .mockResolvedValueOnce(job({ state: 'running' }));
    const app = appWith({ resumeJob });
    app.jobs.all = [interrupted];
    app.statusChange.showResult(interrupted);
    expect(app.statusChange.phase).toBe('result');
    await app.statusChange.resume();
    expect(app.statusChange.phase).toBe('result');
    expect(app.statusChange.problem?.code).toBe('offline');
    await app.statusChange.resume();
    expect(app.statusChange.phase).toBe('running');
    expect(app.statusChange.problem).toBeNull();
  });

  test('is not offered under a read-only connection, except where it only reads', () => {
    const app = appWith({});
    const { connection } = connectionStatus();
    app.connections.all = [connection, { ...connection, id: 'two', readOnly: true }];
    const exporting = {
      kind: 'export',
      fileName: 'a.xlsx',
    } as unknown as JobSnapshot['kind'];
    expect(whyNotGoOn(app, job())).toBeNull();
    expect(whyNotGoOn(app, job({ connection: 'two' }))).toBe(t('why-read-only'));
    expect(whyNotGoOn(app, job({ connection: 'two', kind: exporting }))).toBeNull();
  });

  test('every kind is stopped only after asking', async () => {
    const cancelJob = vi.fn(() => Promise.resolve(job({ state: 'cancelled' })));
    const app = appWith({ cancelJob });
    const file = { kind: 'import', fileName: 'a.xlsx' } as unknown as JobSnapshot['kind'];
    for (const it of [job(), job({ kind: file }), job({ state: 'interrupted' })]) {
      const stopping = stopJob(app, it);
      expect(app.questions.open).not.toBeNull();
      app.questions.answer(false);
      await stopping;
    }
    expect(cancelJob).not.toHaveBeenCalled();
    const stopping = stopJob(app, job());
    app.questions.answer(true);
    await stopping;
    expect(cancelJob).toHaveBeenCalledTimes(1);
  });
});

test('what is only uncertain is looked up, and the button says so', () => {
  const ended = (failed: number, unknown: number): JobSnapshot =>
    job({ state: 'finished', counts: { ...job().counts, pending: 0, failed, unknown } });
  expect(retryWords(ended(0, 3))).toBe(t('retry-uncertain', { count: 3, total: '3' }));
  expect(retryWords(ended(1, 2))).toBe(t('retry-failed', { count: 3, total: '3' }));
  expect(retryHint(ended(1, 2))).toBe(t('retry-looks-first'));
  expect(retryWords(ended(2, 0))).toBe(t('retry-failed', { count: 2, total: '2' }));
  expect(retryHint(ended(2, 0))).toBeNull();
});

test('who does not know the end of a row is sent to the button that looks it up, where there is one', () => {
  const counts = { ...job().counts, pending: 0, unknown: 1 };
  const ended = job({ state: 'finished', counts, canRetry: true });
  expect(unclearWords(ended, 'import')).toContain(`“${retryWords(ended)}”`);
  expect(unclearWords(ended, 'edit')).toContain(`“${retryWords(ended)}”`);
  const longAgo = { ...ended, canRetry: false };
  expect(unclearWords(longAgo, 'import')).toContain('Look for it in the list');
  expect(unclearWords(longAgo, 'edit')).toContain('Look at it in the list');
});

test.each(['import', 'edit'] as const)(
  'the line of an %s says which file it came from',
  async (kind) => {
    const app = new App(backendWith({}));
    const of = { kind, fileName: 'school year.xlsx' } as JobSnapshot['kind'];
    show(app, JobLine, { job: job({ kind: of, state: 'finished' }) });
    expect(document.querySelector('.job-facts')?.textContent).toMatch(/^\s*school year\.xlsx · /);
    await clearPage();
  },
);

describe('what is left of a job', () => {
  const past = job({ state: 'finished', canUndo: true, undoable: 1 });
  const blocked: JobItemPage = {
    total: 1,
    start: 0,
    items: [
      {
        number: 1,
        account: 7,
        accountName: 'Acme',
        referenceId: '',
        state: 'done',
        before: 'active',
        after: 'blocked',
        changes: [],
        problem: null,
      },
    ],
  };
  const planOf = (...ids: number[]): StatusPlan =>
    statusPlan({
      target: 'active',
      changing: ids.map((id) => ({ id, name: '', status: 'blocked', template: false })),
    });

  test('is not asked again each time that the same connection is told', async () => {
    const listJobItems = vi.fn(() => Promise.resolve(blocked));
    const app = new App(
      backendWith({ listJobItems, planStatusChange: () => Promise.resolve(planOf(7)) }),
    );
    app.connections.status = connectionStatus();
    app.jobs.all = [past];
    show(app, JobActions, { job: past });
    await settle();
    for (let time = 0; time < 3; time++) {
      app.connections.status = connectionStatus({ refreshedAt: time });
      flushSync();
    }
    expect(listJobItems).toHaveBeenCalledTimes(1);
    app.jobs.endings++;
    flushSync();
    expect(listJobItems).toHaveBeenCalledTimes(2);
    await clearPage();
  });

  test('is what the newest answer says, though an older one comes later', async () => {
    const answers: ((plan: StatusPlan) => void)[] = [];
    const jobs = new Jobs(
      backendWith({
        listJobItems: () => Promise.resolve(blocked),
        planStatusChange: () => new Promise((done) => answers.push(done)),
      }),
    );
    const asked = [jobs.lookUpLeft(past), jobs.lookUpLeft(past)];
    await settle();
    answers[1]?.(planOf());
    await settle();
    answers[0]?.(planOf(7));
    await Promise.all(asked);
    expect(jobs.leftOf(past)).toEqual({ undo: 0, retry: 0 });
  });
});

test('a plan that comes late is not shown for what was asked after it', async () => {
  const answers: ((plan: StatusPlan) => void)[] = [];
  const backend = backendWith({
    planStatusChange: () => new Promise((done) => answers.push(done)),
  });
  const flow = new StatusChangeFlow(backend, new Jobs(backend), () => 'one');
  const plan = (id: number): StatusPlan =>
    statusPlan({
      target: 'blocked',
      changing: [{ id, name: '', status: 'active', template: false }],
    });
  void flow.open([1], 'blocked');
  flow.close();
  void flow.open([2], 'blocked');
  answers[0]?.(plan(1));
  await settle();
  expect(flow.phase).toBe('planning');
  answers[1]?.(plan(2));
  await settle();
  expect(flow.plan?.changing[0]?.id).toBe(2);
});
