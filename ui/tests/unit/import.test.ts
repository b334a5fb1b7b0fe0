// The state of importing against a backend made up for each test.
import { describe, expect, test, vi } from 'vitest';
import type {
  Backend,
  DraftSummary,
  ImportPlan,
  ImportRow,
  ImportTotals,
  JobSnapshot,
  SourceKind,
} from '../../src/backend';
import { App } from '../../src/state/app.svelte';
import { NamedAccounts } from '../../src/state/account-list.svelte';
import { chooseOtherFile, readOtherwise } from '../../src/state/import-moves';
import { ImportFlow } from '../../src/state/import.svelte';
import { ImportRows } from '../../src/state/import-rows.svelte';
import { ImportRun } from '../../src/state/import-run.svelte';
import { Jobs } from '../../src/state/jobs.svelte';
import { backendWith, job, problem, refuse, settle } from './backend';

const totals = (change: Partial<ImportTotals> = {}): ImportTotals => ({
  rows: 3,
  ready: 3,
  worthALook: 0,
  toFix: 0,
  leftOut: 0,
  doneBefore: 0,
  canBeSent: 3,
  ...change,
});

const workbook = (sheets: string[]): SourceKind => ({ kind: 'workbook', sheets, sheet: 'One' });

const summary = (change: Partial<DraftSummary> = {}): DraftSummary => ({
  fileName: 'schools.xlsx',
  purpose: 'create',
  file: workbook(['One']),
  headerLine: 1,
  columns: [
    {
      heading: 'School',
      samples: ['Hill Street'],
      matched: { field: 'name', source: 'heading' },
      resultColumn: false,
    },
  ],
  remembered: false,
  layout: 'a',
  fields: [{ field: 'name', label: 'Account name', required: true }],
  matchProblems: [],
  notices: [],
  totals: totals(),
  ...change,
});

const plan = (change: Partial<ImportPlan> = {}): ImportPlan => ({
  purpose: 'create',
  count: 3,
  withWarnings: 0,
  leftOut: 0,
  toFix: 0,
  unchanged: 0,
  withPassword: 0,
  quota: null,
  beyondQuota: 0,
  confirmation: null,
  ...change,
});

const row = (index: number, change: Partial<ImportRow> = {}): ImportRow => ({
  index,
  number: index + 2,
  state: 'ready',
  doneBefore: false,
  accountName: null,
  cells: [],
  problems: [],
  summary: 'Ready',
  ...change,
});

const usual: Partial<Backend> = {
  chooseOpenPath: () => Promise.resolve('/home/mira/schools.xlsx'),
  openImport: () => Promise.resolve(summary()),
  closeImport: () => Promise.resolve(null),
  keepImportMatches: () => Promise.resolve(null),
  listTemplates: () => Promise.resolve([]),
  listImportSuggestions: () => Promise.resolve([]),
  listImportRows: (start, count) =>
    Promise.resolve({
      total: 3,
      start,
      rows: [row(0), row(1), row(2)].slice(start, start + count),
      totals: totals(),
    }),
  listImportEdits: (start) => Promise.resolve({ total: 0, start, items: [] }),
  planImport: () => Promise.resolve(plan()),
};

const flowWith = (answers: Partial<Backend> = {}) =>
  new ImportFlow(backendWith({ ...usual, ...answers }));

async function toReview(flow: ImportFlow): Promise<void> {
  await flow.chooseFile();
  await flow.keepMatches();
}

describe('choosing a file', () => {
  test('goes on to the columns when nothing about the file is in question', async () => {
    const flow = flowWith();
    await flow.chooseFile();
    expect(flow.step).toBe('columns');
    expect(flow.summary?.fileName).toBe('schools.xlsx');
  });

  test('stays at the file when the workbook has several sheets', async () => {
    const flow = flowWith({
      openImport: () => Promise.resolve(summary({ file: workbook(['One', 'Two']) })),
    });
    await flow.chooseFile();
    expect(flow.step).toBe('file');
    await flow.readAs({ sheet: 'Two' });
    expect(flow.choice).toEqual({ sheet: 'Two', encoding: null, delimiter: null });
  });

  test('stays at the file when its letters had to be guessed', async () => {
    const file: SourceKind = { kind: 'csv', delimiter: ';', encoding: 'windows-1255' };
    const flow = flowWith({ openImport: () => Promise.resolve(summary({ file })) });
    await flow.chooseFile();
    expect(flow.step).toBe('file');
  });

  test('a change of mind changes nothing', async () => {
    const flow = flowWith({ chooseOpenPath: () => Promise.resolve(null) });
    await flow.chooseFile();
    expect(flow.summary).toBeNull();
    expect(flow.problem).toBeNull();
    expect(flow.busy).toBeNull();
  });

  test('an answer that comes after the person went away opens nothing', async () => {
    const answers: (() => void)[] = [];
    const closeImport = vi.fn(() => Promise.resolve(null));
    const flow = flowWith({
      closeImport,
      openImport: () => new Promise((answer) => answers.push(() => answer(summary()))),
    });
    const opening = flow.chooseFile();
    await settle();
    flow.forget();
    expect(closeImport).toHaveBeenCalledOnce();
    answers[0]?.();
    await opening;
    expect(flow.open).toBe(false);
    expect(flow.busy).toBeNull();
    expect(flow.step).toBe('file');
  });

  test('a file is opened only when Rust has let go of the one before', async () => {
    const asked: string[] = [];
    let closed: () => void = () => undefined;
    const flow = flowWith({
      openImport: (path) => {
        asked.push(path);
        return Promise.resolve(summary());
      },
      closeImport: () =>
        new Promise((answer) => {
          closed = () => {
            answer(null);
          };
        }),
    });
    await flow.chooseFile();
    flow.forget();
    const again = flow.read('/result.xlsx', { sheet: null, encoding: null, delimiter: null });
    await settle();
    expect(asked).toEqual(['/home/mira/schools.xlsx']);
    closed();
    await again;
    expect(asked).toEqual(['/home/mira/schools.xlsx', '/result.xlsx']);
  });

  test('a file chosen after the person went away is not read', async () => {
    const openImport = vi.fn(() => Promise.resolve(summary()));
    let choose: (path: string) => void = () => undefined;
    const flow = flowWith({
      openImport,
      chooseOpenPath: () =>
        new Promise((answer) => {
          choose = answer;
        }),
    });
    const choosing = flow.chooseFile();
    flow.forget();
    choose('/late.xlsx');
    await choosing;
    expect(openImport).not.toHaveBeenCalled();
  });

  test('a file that cannot be read says why, and the one before is closed', async () => {
    let fails = false;
    const closeImport = vi.fn(() => Promise.resolve(null));
    const flow = flowWith({
      closeImport,
      chooseOpenPath: () => Promise.resolve(fails ? '/b.xlsx' : '/a.xlsx'),
      openImport: () =>
        fails
          ? refuse(problem('other', 'There is nothing in this file or sheet.'))
          : Promise.resolve(summary()),
    });
    await flow.chooseFile();
    fails = true;
    await flow.chooseFile();
    expect(flow.problem?.message).toBe('There is nothing in this file or sheet.');
    expect(flow.open).toBe(false);
    expect(closeImport).toHaveBeenCalledOnce();
  });

  test('the same file that cannot be read in another way stays as it was', async () => {
    let fails = false;
    const flow = flowWith({
      openImport: () => (fails ? refuse(problem('other')) : Promise.resolve(summary())),
    });
    await flow.chooseFile();
    fails = true;
    await flow.readAs({ sheet: 'Two' });
    expect(flow.problem).not.toBeNull();
    expect(flow.open).toBe(true);
  });
});

describe('reading again', () => {
  const appWith = async (openImport: Backend['openImport']): Promise<App> => {
    const app = new App(backendWith({ ...usual, openImport }));
    await app.imports.chooseFile();
    app.imports.dirty = true;
    return app;
  };

  test('asks before fixes are lost, and stays when the person does', async () => {
    const openImport = vi.fn(() => Promise.resolve(summary()));
    const app = await appWith(openImport);
    const read = readOtherwise(app, { sheet: 'Two' });
    expect(app.questions.open).not.toBeNull();
    app.questions.answer(false);
    expect(await read).toBe(false);
    const chosen = chooseOtherFile(app);
    app.questions.answer(false);
    await chosen;
    expect(openImport).toHaveBeenCalledOnce();
    expect(app.imports.dirty).toBe(true);
  });

  test('goes on when the person agrees, or when nothing would be lost', async () => {
    const openImport = vi.fn(() => Promise.resolve(summary()));
    const app = await appWith(openImport);
    const read = readOtherwise(app, { sheet: 'Two' });
    app.questions.answer(true);
    expect(await read).toBe(true);
    expect(app.imports.dirty).toBe(false);
    expect(await readOtherwise(app, { sheet: 'One' })).toBe(true);
    expect(openImport).toHaveBeenCalledTimes(3);
  });
});

describe('the columns', () => {
  test('problems stand in the way of the rows', async () => {
    const wrong = summary({
      matchProblems: [{ field: 'adminEmail', columns: [], message: 'No column' }],
    });
    const flow = flowWith({ openImport: () => Promise.resolve(wrong) });
    await toReview(flow);
    expect(flow.step).toBe('columns');
  });

  test('one column changes, the others keep their meaning', async () => {
    const setImportMatches = vi.fn(() => Promise.resolve(summary()));
    const two = [...summary().columns, ...summary().columns];
    const flow = flowWith({
      openImport: () => Promise.resolve(summary({ columns: two })),
      setImportMatches,
    });
    await flow.chooseFile();
    await flow.match(1, null);
    expect(setImportMatches).toHaveBeenCalledWith(['name', null]);
    expect(flow.dirty).toBe(true);
  });

  test('a choice made while Rust is at work follows after it', async () => {
    const asked: unknown[] = [];
    const answers: (() => void)[] = [];
    const two = [...summary().columns, ...summary().columns];
    const flow = flowWith({
      openImport: () => Promise.resolve(summary({ columns: two })),
      setImportMatches: (fields) => {
        asked.push(fields);
        return new Promise((answer) => answers.push(() => answer(summary({ columns: two }))));
      },
    });
    await flow.chooseFile();
    const first = flow.match(0, 'phone');
    void flow.match(1, 'website');
    void flow.match(1, null);
    await settle();
    expect(asked).toEqual([['phone', 'name']]);
    answers[0]?.();
    await settle();
    expect(asked).toEqual([
      ['phone', 'name'],
      ['phone', null],
    ]);
    answers[1]?.();
    await first;
    expect(asked.length).toBe(2);
    expect(flow.busy).toBeNull();
  });

  test('an edit begins with what would change', async () => {
    const flow = flowWith();
    flow.begin('edit');
    await toReview(flow);
    expect(flow.review.view).toBe('changes');
  });
});

describe('the last question', () => {
  test('needs the number, exactly', async () => {
    const flow = flowWith({
      planImport: () => Promise.resolve(plan({ confirmation: { expected: '81', isNumber: true } })),
    });
    await toReview(flow);
    await flow.prepare();
    expect(flow.confirmed).toBe(false);
    flow.typed = ' 81 ';
    expect(flow.confirmed).toBe(true);
  });

  test('needs agreement to go beyond the quota', async () => {
    const startImport = vi.fn(() => Promise.resolve(job()));
    const flow = flowWith({
      planImport: () => Promise.resolve(plan({ beyondQuota: 2 })),
      startImport,
    });
    await toReview(flow);
    await flow.prepare();
    await flow.start();
    expect(startImport).not.toHaveBeenCalled();
    flow.beyondQuota = true;
    await flow.start();
    expect(startImport).toHaveBeenCalledWith({ typed: null, beyondQuota: true, reason: '' });
  });

  test('what was typed stays when it could not start, and the file stays open', async () => {
    const flow = flowWith({ startImport: () => refuse(problem('notPermitted')) });
    await toReview(flow);
    await flow.prepare();
    flow.reason = 'Spring term';
    await flow.start();
    expect(flow.plan).not.toBeNull();
    expect(flow.reason).toBe('Spring term');
    expect(flow.open).toBe(true);
    expect(flow.problem?.code).toBe('notPermitted');
  });

  test('a start closes the file without asking Rust to forget it', async () => {
    const closeImport = vi.fn(() => Promise.resolve(null));
    const flow = flowWith({ startImport: () => Promise.resolve(job({ id: 9 })), closeImport });
    const started: number[] = [];
    flow.onStarted = (it) => started.push(it.id);
    await toReview(flow);
    await flow.prepare();
    await flow.start();
    expect(started).toEqual([9]);
    expect(flow.open).toBe(false);
    expect(closeImport).not.toHaveBeenCalled();
  });
});

describe('the rows', () => {
  test('changes are made one after the other', async () => {
    const asked: string[] = [];
    const answers: (() => void)[] = [];
    const rows = new ImportRows(
      backendWith({
        ...usual,
        setImportCell: (_row, _field, text) => {
          asked.push(text);
          return new Promise((answer) => answers.push(() => answer(totals())));
        },
      }),
    );
    await rows.begin('all');
    const first = rows.setCell(0, 'name', 'One');
    const second = rows.setCell(0, 'name', 'Two');
    await settle();
    expect(asked).toEqual(['One']);
    answers[0]?.();
    await first;
    await settle();
    expect(asked).toEqual(['One', 'Two']);
    answers[1]?.();
    await second;
    expect(rows.typed).toBeNull();
  });

  test('marked rows that were never drawn are asked for', async () => {
    const listImportRows = vi.fn((start: number, count: number) =>
      Promise.resolve({
        total: 1000,
        start,
        rows: Array.from({ length: count }, (_, at) => row(start + at)),
        totals: totals({ rows: 1000 }),
      }),
    );
    const rows = new ImportRows(backendWith({ ...usual, listImportRows }));
    await rows.begin('all');
    rows.anchor = 50;
    rows.row = 250;
    const marked = await rows.markedRows();
    expect(marked.length).toBe(201);
    expect(marked[0]?.index).toBe(50);
  });

  test('template accounts that could not be read are said to be missing, until they can', async () => {
    let fails = true;
    const rows = new ImportRows(
      backendWith({
        ...usual,
        listTemplates: () => (fails ? refuse(problem('offline')) : Promise.resolve([])),
      }),
    );
    await rows.readTemplates();
    expect(rows.templatesMissing).toBe(true);
    fails = false;
    await rows.readTemplates();
    expect(rows.templatesMissing).toBe(false);
  });

  test('what fails is said, and nothing is lost', async () => {
    const rows = new ImportRows(
      backendWith({ ...usual, skipImportRows: () => refuse(problem('notFound')) }),
    );
    await rows.begin('all');
    await rows.leaveOut([1]);
    expect(rows.problem?.code).toBe('notFound');
    expect(rows.rows.total).toBe(3);
  });
});

describe('a run', () => {
  const runWith = (answers: Partial<Backend>) => {
    const backend = backendWith({
      listJobItems: (_id, start) => Promise.resolve({ total: 0, start, items: [] }),
      ...answers,
    });
    return new ImportRun(backend, new Jobs(backend));
  };

  const finished = (change: Partial<JobSnapshot> = {}): JobSnapshot =>
    job({ state: 'finished', finishedAt: 100, ...change });

  const savingRun = (before: JobSnapshot) => {
    const chooseSavePath = vi.fn(() => Promise.resolve('/result.xlsx'));
    const answers = {
      suggestImportResultName: () => Promise.resolve('schools – result.xlsx'),
      chooseSavePath,
      saveImportResult: () => Promise.resolve(null),
    };
    const backend = backendWith(answers);
    const jobs = new Jobs(backend);
    jobs.changed(before);
    return { run: new ImportRun(backend, jobs), jobs, chooseSavePath };
  };

  test('the result that was saved of its end is used again', async () => {
    const { run, chooseSavePath } = savingRun(finished());
    expect(await run.resultFile(1)).toBe('/result.xlsx');
    expect(await run.resultFile(1)).toBe('/result.xlsx');
    expect(chooseSavePath).toHaveBeenCalledExactlyOnceWith('schools – result.xlsx', 'xlsx');
  });

  test('a result that was saved while rows were being sent is saved anew', async () => {
    const { run, jobs, chooseSavePath } = savingRun(job({ state: 'running' }));
    await run.saveResult(1);
    jobs.changed(finished());
    await run.resultFile(1);
    expect(chooseSavePath).toHaveBeenCalledTimes(2);
  });

  test('a result is saved anew after the failed rows were tried again', async () => {
    const { run, jobs, chooseSavePath } = savingRun(finished());
    await run.saveResult(1);
    jobs.changed(job({ state: 'running' }));
    jobs.changed(finished({ finishedAt: 200 }));
    await run.resultFile(1);
    expect(chooseSavePath).toHaveBeenCalledTimes(2);
    await run.resultFile(1);
    expect(chooseSavePath).toHaveBeenCalledTimes(2);
  });

  test('a result of a job that ended while it was being written is not used again', async () => {
    const jobs = new Jobs(backendWith({}));
    jobs.changed(job({ state: 'running' }));
    const chooseSavePath = vi.fn(() => Promise.resolve('/result.xlsx'));
    const backend = backendWith({
      suggestImportResultName: () => Promise.resolve('schools – result.xlsx'),
      chooseSavePath,
      saveImportResult: () => {
        jobs.changed(finished());
        return Promise.resolve(null);
      },
    });
    const run = new ImportRun(backend, jobs);
    await run.saveResult(1);
    await run.resultFile(1);
    expect(chooseSavePath).toHaveBeenCalledTimes(2);
  });

  test('a result that could not be written is said and not used', async () => {
    const run = runWith({
      suggestImportResultName: () => Promise.resolve('schools – result.csv'),
      chooseSavePath: () => Promise.resolve('/full/result.csv'),
      saveImportResult: () => refuse(problem('disk', 'The disk is full.')),
    });
    expect(await run.saveResult(1)).toBeNull();
    expect(run.problem?.message).toBe('The disk is full.');
    expect(run.saving).toBe(false);
  });
});

describe('a list of accounts', () => {
  const found = { accounts: [7], listed: 2, notFound: ['9'], ambiguous: [], repeated: 0 };

  test('shows the answer to the last text, whichever comes first', async () => {
    const answers: (() => void)[] = [];
    const list = new NamedAccounts(
      backendWith({
        readAccountList: (text) =>
          new Promise((answer) =>
            answers.push(() => {
              answer({ ...found, listed: text.length });
            }),
          ),
      }),
    );
    list.text = '7';
    const first = list.readText();
    list.text = '7 9';
    const second = list.readText();
    answers[1]?.();
    await second;
    answers[0]?.();
    await first;
    expect(list.named?.listed).toBe(3);
    expect(list.reading).toBe(false);
  });

  test('a file takes the place of the text', async () => {
    const list = new NamedAccounts(
      backendWith({
        chooseOpenPath: () => Promise.resolve('C:\\lists\\overdue.csv'),
        readAccountListFile: () => Promise.resolve(found),
      }),
    );
    list.text = '7';
    await list.chooseFile();
    expect(list.text).toBe('');
    expect(list.file).toBe('overdue.csv');
    expect(list.count).toBe(1);
  });
});
