// Made-up exports: counted, run and kept in memory. What the form shows and how a run ends is
// decided by the address, as for everything else here.
import type {
  AccountProgress,
  AccountReport,
  AccountRow,
  AccountState,
  ExportAccountPage,
  ExportEstimate,
  ExportOptions,
  ExportPreset,
  ExportProgress,
  ExportStart,
  JobItem,
  JobSnapshot,
  LastExport,
} from '../src/bindings';
import { usualColumns } from '../src/lib/export-columns';
import { problem } from './connections';
import { counts, type Job, type Jobs } from './jobs';
import type { Options } from './options';
import { data, now, said, type World } from './world';

const usual = (): ExportOptions => ({
  accounts: { which: { kind: 'allActive' }, parent: false, readOnly: true, templates: false },
  entries: {
    statuses: ['ready'],
    mediaTypes: ['video', 'audio'],
    unmoderated: false,
    days: null,
    since: null,
    until: null,
    tags: [],
    categories: [],
    onlyCaptioned: false,
  },
  columns: usualColumns,
  file: 'xlsx',
  sheets: 'one',
  zone: 'Europe/Berlin',
});

const entriesOf = (account: AccountRow): number =>
  account.id % 9 === 4 ? 0 : ((account.id * 7919) % 2_407) + 1;

interface Run {
  job: Job;
  accounts: AccountProgress[];
  timer?: ReturnType<typeof setTimeout>;
}

export class Exports {
  presets: ExportPreset[] = [];
  last: LastExport | null = null;
  #runs = new Map<number, Run>();
  /** What happened before the page was opened is told to nobody. */
  #quiet = true;

  constructor(
    private readonly options: Options,
    private readonly world: World,
    private readonly jobs: Jobs,
    private readonly tell: (event: string, payload: unknown) => void,
  ) {
    const { exports } = options;
    if (exports !== 'none') this.#history(exports);
    this.#quiet = false;
  }

  #history(exports: Exclude<Options['exports'], 'none'>): void {
    const { options } = this;
    this.presets = [{ id: 1, name: data(options, 'Monthly report'), options: usual() }];
    this.last = { options: usual(), path: '/home/mira/Northgate entries.xlsx', at: now - 90_000 };
    this.#past(exports);
  }

  #chosen({ accounts: { which, readOnly, templates } }: ExportOptions): {
    open: AccountRow[];
    closed: AccountRow[];
  } {
    const rows =
      which.kind === 'these'
        ? which.accounts.map((id) => this.world.find(id)).filter((it) => it !== undefined)
        : which.kind === 'found'
          ? this.world.matching(which.query).rows
          : this.world.accounts.filter(
              (it) =>
                (it.status === 'active' || (readOnly && it.status === 'readOnly')) &&
                (templates || !it.template),
            );
    const isOpen = (it: AccountRow): boolean => it.status === 'active' || it.status === 'readOnly';
    return { open: rows.filter(isOpen), closed: rows.filter((it) => !isOpen(it)) };
  }

  async estimate(wanted: ExportOptions): Promise<ExportEstimate> {
    const { options } = this;
    if (options.estimate === 'counting') await new Promise(() => undefined);
    if (options.estimate === 'failed') {
      throw problem(
        options,
        'tooManyRequests',
        'The server asks to slow down.',
        'Wait a minute, then try again.',
        'ACTION_BLOCKED',
      );
    }
    const { open, closed } = this.#chosen(wanted);
    const share = wanted.entries.statuses.length / 10 + (wanted.entries.tags.length > 0 ? 0 : 0.5);
    const entries = Math.round(open.reduce((sum, it) => sum + entriesOf(it), 0) * share);
    return {
      accounts: open.length,
      unreadable: closed.map(({ id, name }) => ({
        id,
        name,
        reason: said(options, 'This account is blocked. Nobody can read its entries.'),
      })),
      counted: Math.min(open.length, 40),
      entries,
      seconds: entries / 1200,
      problems: [],
    };
  }

  suggestName = (wanted: ExportOptions): string =>
    `Northgate entries 2026-11-23.${wanted.file === 'csv' ? 'csv' : 'xlsx'}`;

  start({ options: wanted, path, reason }: ExportStart): JobSnapshot {
    const { options } = this;
    if (options.exporting === 'refused') {
      throw problem(
        options,
        'disk',
        'The folder /home/mira/Reports cannot be written to.',
        'Choose another folder. If the file is open in another program, close it there.',
      );
    }
    this.last = { options: wanted, path, at: now };
    const { open, closed } = this.#chosen(wanted);
    const run = this.#add(
      [...open, ...closed],
      (path.split('/').at(-1) ?? path).replace('⟫', ''),
      reason,
    );
    this.#step(run);
    return run.job.snapshot;
  }

  #add(rows: AccountRow[], fileName: string, reason: string): Run {
    const items = rows.map((it, index): JobItem => ({
      number: index + 1,
      account: it.id,
      accountName: it.name,
      referenceId: '',
      state: 'pending',
      before: null,
      after: null,
      changes: [],
      problem: null,
    }));
    const folder = data(this.options, '/home/mira/Reports');
    const kind = { kind: 'export' as const, fileName: data(this.options, fileName), folder };
    const job = this.jobs.add(kind, items, reason, () => undefined);
    const accounts = rows.map((it): AccountProgress => ({
      account: it.id,
      name: it.name,
      state: 'waiting',
      entries: 0,
      expected: null,
      report: null,
    }));
    const run: Run = { job, accounts };
    this.#runs.set(job.snapshot.id, run);
    this.#tally(run);
    return run;
  }

  #report(account: AccountProgress, change: Partial<AccountReport>): AccountReport {
    const counted = entriesOf({ id: account.account } as AccountRow);
    return {
      account: account.account,
      name: account.name,
      outcome: 'complete',
      counted,
      countedAgain: counted,
      read: counted,
      written: counted,
      gone: 0,
      added: 0,
      missing: 0,
      startedAt: now - 60,
      milliseconds: 2300,
      problems: [],
      ...change,
    };
  }

  /** Ends one account, as its place in the file and the address say. */
  #end(run: Run, index: number, gaps: boolean): void {
    const account = run.accounts[index];
    const item = run.job.items[index];
    if (!account || !item) return;
    const { options } = this;
    const blocked = gaps && index === 4;
    const partial = gaps && index === 9;
    const report = this.#report(account, {
      ...(index === 6 ? { gone: 3 } : {}),
      ...(blocked
        ? {
            outcome: 'failed' as const,
            written: Math.floor(entriesOf({ id: account.account } as AccountRow) / 2),
            problems: [
              problem(
                options,
                'other',
                'This account was blocked or removed during the export.',
                'Make it active, then export it again.',
                'SERVICE_FORBIDDEN',
              ),
            ],
          }
        : {}),
      ...(partial
        ? {
            outcome: 'partial' as const,
            problems: [
              problem(
                options,
                'other',
                'The server does not offer captions for this account. Those columns are empty.',
              ),
            ],
          }
        : {}),
    });
    account.report = report;
    account.entries = report.written;
    account.expected = report.counted;
    account.state = blocked || partial ? 'problem' : 'complete';
    item.state = blocked ? 'failed' : 'done';
    item.problem = report.problems[0] ?? null;
  }

  #tally(run: Run): void {
    const { accounts, job } = run;
    const total = (pick: (it: AccountProgress) => number): number =>
      accounts.reduce((sum, it) => sum + pick(it), 0);
    const counted = accounts.filter((it) => it.expected !== null);
    const running = job.snapshot.state === 'running';
    const progress: ExportProgress = {
      stage: 'reading',
      accountsPrepared: 0,
      entries: total((it) => it.entries),
      expected: total((it) => it.expected ?? 0),
      accountsCounted: counted.length,
      accounts: accounts.length,
      accountsRunning: accounts.filter((it) => it.state === 'running').length,
      accountsComplete: accounts.filter((it) => it.state === 'complete').length,
      accountsWithProblems: accounts.filter((it) => it.state === 'problem').length,
      perSecond: running ? 412 : null,
      secondsLeft: running ? 310 : null,
    };
    const pace = running ? { perMinute: 12, secondsLeft: 310, slowed: false } : null;
    job.snapshot = { ...job.snapshot, export: progress, pace, counts: counts(job.items) };
    if (!this.#quiet) this.jobs.changed(job);
  }

  #step(run: Run): void {
    const { job, accounts } = run;
    if (job.snapshot.state !== 'running') {
      if (job.snapshot.state === 'cancelling') {
        this.#finish(run, 'cancelled');
      }
      return;
    }
    const index = accounts.findIndex((it) => it.state === 'waiting');
    if (index < 0) {
      this.#finish(run);
      return;
    }
    this.#end(run, index, this.options.exporting === 'gaps');
    this.#tally(run);
    run.timer = setTimeout(() => {
      this.#step(run);
    }, 15);
  }

  #finish(run: Run, state: 'finished' | 'cancelled' = 'finished'): void {
    const { job, accounts } = run;
    const kind = job.snapshot.kind;
    const file = kind.kind === 'export' ? `${kind.folder}/${kind.fileName}` : '';
    job.snapshot = {
      ...job.snapshot,
      state,
      finishedAt: now,
      files: accounts.some((it) => it.report !== null) ? [file] : [],
      canResume: false,
      canRetry: state === 'finished' && job.items.some((it) => it.state === 'failed'),
    };
    this.#tally(run);
    if (!this.#quiet) this.tell('activity-changed', { connection: 'northgate' });
  }

  #past(kind: Exclude<Options['exports'], 'none'>): void {
    const rows = this.world.accounts.filter((it) => it.status === 'active');
    const older = this.#add(
      rows.slice(0, 60),
      'Northgate entries October.xlsx',
      'Report for October',
    );
    older.accounts.forEach((_, index) => {
      this.#end(older, index, false);
    });
    older.job.snapshot = { ...older.job.snapshot, createdAt: now - 2_600_000 };
    this.#finish(older);
    older.job.snapshot = { ...older.job.snapshot, finishedAt: now - 2_599_000 };
    const run = this.#add(
      rows.slice(0, Math.min(rows.length, this.options.accounts)),
      'Northgate entries.xlsx',
      '',
    );
    const { job, accounts } = run;
    const done = kind === 'complete' || kind === 'gaps' ? accounts.length : 24;
    for (let index = 0; index < Math.min(done, accounts.length); index++) {
      this.#end(run, index, kind !== 'complete');
    }
    if (kind === 'complete' || kind === 'gaps') {
      this.#finish(run);
      return;
    }
    for (const [offset, share] of [0.44, 0.9, 0.34].entries()) {
      const account = accounts[24 + offset];
      if (!account) continue;
      account.state = 'running';
      account.expected = entriesOf({ id: account.account } as AccountRow);
      account.entries = Math.floor(account.expected * share);
    }
    const counting = accounts[27];
    if (counting) counting.state = 'running';
    if (kind === 'cancelled') {
      for (const account of accounts.slice(24)) {
        account.state = 'waiting';
        account.report = this.#report(account, { outcome: 'notDone', counted: null, written: 0 });
      }
      this.#finish(run, 'cancelled');
      return;
    }
    const state = kind;
    job.snapshot = {
      ...job.snapshot,
      state: state === 'failed' ? 'finished' : state,
      canResume: state !== 'running' && state !== 'failed',
      problem:
        state === 'failed'
          ? problem(
              this.options,
              'disk',
              'The disk is full. The file was not finished.',
              'Free some space or choose another disk, then try again.',
            )
          : null,
      finishedAt: state === 'failed' ? now : null,
      canRetry: state === 'failed',
    };
    this.#tally(run);
  }

  page(id: number, only: AccountState | null, start: number, count: number): ExportAccountPage {
    const run = this.#runs.get(id);
    const order = { running: 0, problem: 1, complete: 2, waiting: 3 };
    const accounts = (run?.accounts ?? [])
      .filter((it) => only === null || it.state === only)
      .sort((one, other) => order[one.state] - order[other.state]);
    return { total: accounts.length, start, accounts: accounts.slice(start, start + count) };
  }

  /** Pause, resume, cancel or try again, when the job is an export. */
  setState(id: number, state: JobSnapshot['state']): JobSnapshot | null {
    const run = this.#runs.get(id);
    if (!run) return null;
    const resumed = state === 'running';
    if (resumed) {
      for (const account of run.accounts) {
        if (account.state === 'complete') continue;
        Object.assign(account, { state: 'waiting', entries: 0, report: null });
      }
    }
    run.job.snapshot = {
      ...run.job.snapshot,
      state,
      problem: null,
      canResume: state === 'paused',
      canRetry: false,
      finishedAt: null,
    };
    this.#tally(run);
    if (resumed || state === 'cancelling') this.#step(run);
    return run.job.snapshot;
  }

  savePreset(name: string, options: ExportOptions): ExportPreset[] {
    const rest = this.presets.filter((it) => it.name !== name);
    const id = Math.max(0, ...this.presets.map((it) => it.id)) + 1;
    this.presets = [...rest, { id, name, options }].sort((one, other) =>
      one.name < other.name ? -1 : 1,
    );
    return this.presets;
  }

  deletePreset(id: number): ExportPreset[] {
    this.presets = this.presets.filter((it) => it.id !== id);
    return this.presets;
  }
}
