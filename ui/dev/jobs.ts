// Made-up jobs that change the made-up world step by step.
import type {
  AccountRow,
  ActivityRecord,
  ExclusionReason,
  ItemCounts,
  JobItem,
  JobKind,
  JobSnapshot,
  StatusChange,
  StatusPlan,
  TargetStatus,
} from '../src/bindings';
import { problem } from './connections';
import type { Options } from './options';
import { data, now, said, type World } from './world';

export interface Job {
  snapshot: JobSnapshot;
  items: JobItem[];
  /** Does one item; what it does to the world is known to whoever made the job. */
  settle: (item: JobItem) => void;
  timer?: ReturnType<typeof setTimeout>;
}

const targetOf = (kind: JobKind): TargetStatus =>
  kind.kind === 'changeStatus' ? kind.target : 'active';

export const counts = (items: JobItem[]): ItemCounts => {
  const all = { pending: 0, sent: 0, done: 0, unchanged: 0, failed: 0, unknown: 0, skipped: 0 };
  for (const item of items) all[item.state]++;
  return all;
};

export class Jobs {
  all: Job[] = [];
  trail: ActivityRecord[] = [];

  constructor(
    private readonly options: Options,
    private readonly world: World,
    private readonly tell: (event: string, payload: unknown) => void,
  ) {
    if (options.activity === 'some') this.trail = this.#pastTrail();
    if (options.jobs !== 'none') this.#pastJobs();
  }

  plan(ids: number[], target: TargetStatus): StatusPlan {
    const found = ids.map((id) => this.world.find(id)).filter((it) => it !== undefined);
    const restores =
      target === 'active' &&
      found.some((it) => it.status === 'removed') &&
      !found.some((it) => it.status === 'blocked');
    const whyNot = (it: AccountRow): ExclusionReason | null => {
      if (it.status === 'deleted') return 'deleted';
      if (it.status === target) return 'alreadyThere';
      if (it.status === 'removed' && !restores) return 'removed';
      return it.template && target !== 'active' && found.length > 1 ? 'template' : null;
    };
    const changing = found.filter((it) => whyNot(it) === null);
    const excluded = found.flatMap((it) => {
      const reason = whyNot(it);
      return reason === null ? [] : [{ id: it.id, name: it.name, reason }];
    });
    const many = changing.length > 10;
    return {
      target,
      changing: changing.map(({ id, name, status, template }) => ({ id, name, status, template })),
      excluded,
      moreInUse: 0,
      quota: null,
      beyondQuota: 0,
      confirmation: many
        ? { expected: String(changing.length), isNumber: true }
        : target === 'removed' && changing.length > 0
          ? { expected: data(this.options, 'Remove'), isNumber: false }
          : null,
    };
  }

  start(change: Omit<StatusChange, 'connection'>, undoes: number | null = null): JobSnapshot {
    if (this.options.change === 'refused') {
      throw problem(
        this.options,
        'tooManyRequests',
        'The server asks to slow down.',
        'Wait a minute, then try again.',
        'ACTION_BLOCKED',
      );
    }
    const accounts = change.accounts
      .map((id) => this.world.find(id))
      .filter((it) => it !== undefined);
    const items = accounts.map((it, index): JobItem => ({
      number: index + 1,
      account: it.id,
      accountName: it.name,
      referenceId: '',
      state: 'pending',
      before: it.status,
      after: null,
      changes: [],
      problem: null,
    }));
    const { target } = change;
    const kind: JobKind = { kind: 'changeStatus', target, undoes };
    const job = this.add(kind, items, change.reason, (item) => {
      this.#changeStatus(item, target);
    });
    this.go(job);
    return job.snapshot;
  }

  /** A job that does nothing yet; `go` starts it. */
  add(kind: JobKind, items: JobItem[], reason: string, settle: Job['settle']): Job {
    const only = items.length === 1 ? (items[0]?.accountName ?? null) : null;
    const job: Job = {
      items,
      settle,
      snapshot: {
        id: this.all.length + 1,
        connection: 'northgate',
        connectionName: data(this.options, 'Northgate Video'),
        kind,
        state: 'running',
        counts: counts(items),
        total: items.length,
        createdAt: now,
        finishedAt: null,
        reason: data(this.options, reason),
        person: data(this.options, 'Mira Stern'),
        canUndo: false,
        undoable: 0,
        canResume: false,
        canRetry: false,
        restores:
          kind.kind === 'changeStatus' &&
          kind.target === 'active' &&
          items.some((it) => it.before === 'removed'),
        onlyAccount: only,
        problem: null,
        pace: null,
        canSaveResult: kind.kind === 'import' || kind.kind === 'edit',
        export: null,
        files: [],
      },
    };
    this.all = [job, ...this.all];
    return job;
  }

  #changeStatus(item: JobItem, target: TargetStatus): void {
    const fails = this.options.change === 'partly' && item.number === 2;
    item.state = fails ? 'failed' : 'done';
    item.after = fails ? item.before : target;
    if (!fails) {
      if (item.account !== null) this.world.setStatus(item.account, target);
      return;
    }
    item.problem = problem(
      this.options,
      'tooManyRequests',
      'The server was busy and refused the change three times. Nothing happened to this account.',
      'Wait a minute, then try it again.',
      'ACTION_BLOCKED',
    );
  }

  go(job: Job): void {
    const { kind } = job.snapshot.kind;
    const file = kind === 'import' || kind === 'edit';
    const slow = file
      ? this.options.import === 'slow' || this.options.import === 'slowed'
      : this.options.change === 'slow';
    const settle = (): void => {
      const next = job.items.find((it) => it.state === 'pending');
      if (!next || job.snapshot.state !== 'running') {
        this.#end(job);
        return;
      }
      job.settle(next);
      this.changed(job);
      if (job.snapshot.state !== 'running') return;
      // A slow job over a file comes half of the way, to be looked at.
      const half = job.items.filter((it) => it.state !== 'pending').length * 2 >= job.items.length;
      job.timer = setTimeout(settle, slow && (!file || half) ? 60_000 : file ? 4 : 15);
    };
    job.timer = setTimeout(settle, slow && !file ? 200 : 15);
  }

  #end(job: Job): void {
    const { snapshot } = job;
    const cancelled = snapshot.state === 'cancelling';
    const { done } = counts(job.items);
    const undoable =
      snapshot.kind.kind === 'changeStatus' && targetOf(snapshot.kind) !== 'removed' ? done : 0;
    job.snapshot = {
      ...snapshot,
      state: cancelled ? 'cancelled' : 'finished',
      finishedAt: now,
      pace: null,
      canUndo: undoable > 0,
      undoable,
      canRetry: counts(job.items).failed > 0,
    };
    job.items.sort(
      (one, other) => Number(other.state === 'failed') - Number(one.state === 'failed'),
    );
    this.changed(job);
    this.tell('accounts-changed', { connection: 'northgate', generation: this.world.generation });
    this.tell('activity-changed', { connection: 'northgate' });
  }

  changed(job: Job): void {
    job.snapshot = { ...job.snapshot, counts: counts(job.items) };
    this.tell('job-changed', { job: job.snapshot });
  }

  #find(id: number): Job {
    const job = this.all.find((it) => it.snapshot.id === id);
    if (!job) throw problem(this.options, 'notFound', 'This job is not there any more.');
    return job;
  }

  read = (id: number): JobSnapshot => this.#find(id).snapshot;

  items(
    id: number,
    start: number,
    count: number,
  ): { total: number; start: number; items: JobItem[] } {
    const { items } = this.#find(id);
    return { total: items.length, start, items: items.slice(start, start + count) };
  }

  setState(id: number, state: JobSnapshot['state']): JobSnapshot {
    const job = this.#find(id);
    clearTimeout(job.timer);
    job.snapshot = { ...job.snapshot, state, canResume: state === 'paused', problem: null };
    for (const item of job.items)
      if (state === 'running' && item.state === 'unknown') item.state = 'done';
    this.changed(job);
    if (state === 'running') this.go(job);
    if (state === 'cancelling') this.#end(job);
    return job.snapshot;
  }

  retry(id: number): JobSnapshot {
    const job = this.#find(id);
    for (const item of job.items) {
      if (item.state === 'failed')
        Object.assign(item, { state: 'done', problem: null, after: targetOf(job.snapshot.kind) });
    }
    job.snapshot = { ...job.snapshot, state: 'running', canRetry: false };
    this.changed(job);
    this.go(job);
    return job.snapshot;
  }

  undo(id: number): JobSnapshot {
    const job = this.#find(id);
    const accounts = job.items
      .filter((it) => it.state === 'done' && it.account !== null)
      .map((it) => it.account ?? 0);
    const target = targetOf(job.snapshot.kind) === 'blocked' ? 'active' : 'blocked';
    if (target === 'blocked' && accounts.length > 10) {
      throw problem(
        this.options,
        'confirmationMismatch',
        `Undoing this would block ${String(accounts.length)} accounts.`,
        'Select them in Accounts and block them there, where the number is asked for.',
      );
    }
    job.snapshot = { ...job.snapshot, canUndo: false, undoable: 0 };
    return this.start({ accounts, target, reason: '', typed: null, beyondQuota: false }, id);
  }

  #pastJobs(): void {
    const some = (count: number): JobItem[] =>
      this.world.accounts.slice(0, count).map((it, index) => ({
        number: index + 1,
        account: it.id,
        accountName: it.name,
        referenceId: '',
        state: 'done',
        before: 'active',
        after: 'blocked',
        changes: [],
        problem: null,
      }));
    const change = (target: TargetStatus): JobKind => ({
      kind: 'changeStatus',
      target,
      undoes: null,
    });
    const add = (target: TargetStatus, items: JobItem[], reason: string): Job =>
      this.add(change(target), items, reason, (item) => {
        this.#changeStatus(item, target);
      });
    const past = add('blocked', some(12), 'Invoice 60 days overdue');
    const failed = past.items[0];
    if (failed) {
      Object.assign(failed, {
        state: 'failed',
        after: 'active',
        problem: problem(
          this.options,
          'tooManyRequests',
          'The server was busy and refused the change three times. Nothing happened to this account.',
          'Wait a minute, then try it again.',
          'ACTION_BLOCKED',
        ),
      });
    }
    past.snapshot = {
      ...past.snapshot,
      state: 'finished',
      finishedAt: now - 4000,
      canUndo: true,
      undoable: counts(past.items).done,
      canRetry: true,
      counts: counts(past.items),
    };
    const one = add('active', some(1), 'Invoice paid');
    one.snapshot = {
      ...one.snapshot,
      state: 'finished',
      finishedAt: now - 90_000,
      counts: counts(one.items),
    };
    if (this.options.jobs === 'some') return;
    const items = some(40).map(
      (it) => ({ ...it, state: it.number > 15 ? 'pending' : 'done' }) as JobItem,
    );
    const unfinished = add('blocked', items, 'Contract ended');
    const interrupted = this.options.jobs === 'interrupted';
    unfinished.snapshot = {
      ...unfinished.snapshot,
      state: interrupted ? 'interrupted' : 'running',
      canResume: interrupted,
      counts: counts(items),
    };
  }

  #pastTrail(): ActivityRecord[] {
    const { options } = this;
    const base = {
      connection: 'northgate',
      connectionName: data(options, 'Northgate Video'),
      explanation: '',
      serverCode: null,
      job: null,
    };
    const account = (index: number): { account: number | null; accountName: string } => {
      const it = this.world.accounts[index];
      return it ? { account: it.id, accountName: it.name } : { account: null, accountName: '' };
    };
    const mira = data(options, 'Mira Stern');
    const jonas = data(options, 'Jonas Weil');
    return [
      {
        ...base,
        ...account(5),
        id: 8,
        job: 90,
        at: now - 1200,
        person: mira,
        action: { kind: 'statusChanged', from: 'active', to: 'blocked' },
        reason: data(options, 'Invoice 60 days overdue'),
        result: 'done',
      },
      {
        ...base,
        ...account(8),
        id: 7,
        job: 90,
        at: now - 1210,
        person: mira,
        action: { kind: 'statusChanged', from: 'active', to: 'blocked' },
        reason: data(options, 'Invoice 60 days overdue'),
        result: 'refused',
        explanation: said(options, 'The server was busy and refused the change.'),
        serverCode: 'ACTION_BLOCKED',
      },
      {
        ...base,
        ...account(0),
        id: 6,
        at: now - 9000,
        person: jonas,
        action: { kind: 'accountCreated' },
        reason: '',
        result: 'done',
      },
      {
        ...base,
        ...account(0),
        id: 5,
        at: now - 12_000,
        person: jonas,
        action: {
          kind: 'accountEdited',
          changes: [
            {
              field: 'phone',
              before: data(options, '+49 89 5550 1000'),
              after: data(options, '+49 89 5550 1042'),
            },
            { field: 'website', before: '', after: data(options, 'www.account-0.example') },
            {
              field: 'referenceId',
              before: data(options, 'UNI-42'),
              after: data(options, 'UNI-0042'),
            },
          ],
        },
        reason: '',
        result: 'done',
      },
      {
        ...base,
        account: null,
        accountName: '',
        id: 4,
        at: now - 20_000,
        person: mira,
        action: { kind: 'signedIn' },
        reason: '',
        result: 'done',
      },
      {
        ...base,
        ...account(11),
        id: 3,
        at: now - 100_000,
        person: mira,
        action: { kind: 'statusChanged', from: 'blocked', to: 'active' },
        reason: data(options, 'Invoice paid'),
        result: 'done',
      },
      {
        ...base,
        ...account(11),
        id: 2,
        at: now - 400_000,
        person: jonas,
        action: { kind: 'statusChanged', from: 'active', to: 'blocked' },
        reason: data(options, 'Invoice 60 days overdue'),
        result: 'unchanged',
      },
      {
        ...base,
        ...account(3),
        id: 1,
        at: now - 900_000,
        person: jonas,
        action: { kind: 'statusChanged', from: 'active', to: 'removed' },
        reason: data(options, 'Contract ended 31 Oct 2026'),
        result: 'unclear',
      },
    ];
  }
}
