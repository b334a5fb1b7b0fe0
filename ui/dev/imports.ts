// An open file, and the jobs that come of it: answers as Rust does, also with its refusals, from
// the files that import-file.ts makes up.
import type {
  DraftSummary,
  EditChange,
  EditItem,
  EditPage,
  ImportDefaults,
  ImportField,
  ImportPlan,
  ImportPurpose,
  ImportRow,
  ImportRowWindow,
  ImportStart,
  ImportTotals,
  JobItem,
  JobSnapshot,
  OpenChoice,
  ProblemKind,
  RowFilter,
  RowProblem,
  ServerCheck,
  Suggestion,
  SuggestionOffer,
} from '../src/bindings';
import { offlineProblem, problem } from './connections';
import { fieldsFor, labelOf, madeUpFile, type MadeUpFile } from './import-file';
import type { Job, Jobs } from './jobs';
import type { Options } from './options';
import { data, now, said, type World } from './world';

interface Draft {
  purpose: ImportPurpose;
  file: MadeUpFile;
  fields: (ImportField | null)[];
  byPerson: Set<number>;
  rows: string[][];
  edited: Set<string>;
  leftOut: Set<number>;
  refused: Map<number, string>;
  checked: ImportRow[] | null;
  defaults: ImportDefaults;
}

const plain = (text: string): string => text.replaceAll(/[⟪⟫]/g, '');

export class Imports {
  #draft: Draft | null = null;
  #check: ServerCheck | null = null;
  #kept = new Map<string, (ImportField | null)[]>();

  constructor(
    private readonly options: Options,
    private readonly world: World,
    private readonly jobs: Jobs,
    private readonly tell: (event: string, payload: unknown) => void,
  ) {}

  get #open(): Draft {
    if (!this.#draft) throw problem(this.options, 'notFound', 'The file is not open any more.');
    return this.#draft;
  }

  open(purpose: ImportPurpose, choice: OpenChoice): DraftSummary {
    const { options } = this;
    if (options.file === 'empty') {
      throw problem(
        options,
        'other',
        'There is nothing in this file or sheet.',
        'Choose another file, or another sheet.',
      );
    }
    if (options.file === 'password') {
      throw problem(
        options,
        'other',
        'The workbook is protected with a password.',
        'Open it in Excel, remove the password, save it and choose it again.',
      );
    }
    const file = madeUpFile(options, this.world, purpose);
    if (file.kind.kind === 'workbook' && choice.sheet !== null) {
      file.kind = { ...file.kind, sheet: choice.sheet };
    }
    if (file.kind.kind === 'csv') {
      const encoding = choice.encoding ?? file.kind.encoding;
      file.kind = { ...file.kind, encoding, delimiter: choice.delimiter ?? file.kind.delimiter };
    }
    this.#draft = {
      purpose,
      file,
      fields: this.#kept.get(file.name) ?? file.headings.map((it) => it.field),
      byPerson: new Set(),
      rows: file.rows.map((it) => [...it]),
      edited: new Set(),
      leftOut: new Set(file.doneBefore),
      refused: new Map(),
      checked: null,
      defaults: { template: null, sendWelcomeEmail: true },
    };
    return this.summary();
  }

  close(): null {
    this.#draft = null;
    return null;
  }

  summary(): DraftSummary {
    const { purpose, file, fields, rows, byPerson } = this.#open;
    const choices = fieldsFor(this.options, purpose);
    const remembered = this.#kept.has(file.name) && byPerson.size === 0;
    const missing = choices
      .filter((it) => it.required && !fields.includes(it.field))
      .map((it) => ({
        field: it.field,
        columns: [],
        message: said(this.options, `No column is chosen for ${labelOf(it.field)}.`),
      }));
    const twice = choices
      .map((it) => ({
        field: it.field,
        columns: fields.flatMap((field, at) => (field === it.field ? [at] : [])),
        message: said(this.options, `${labelOf(it.field)} is chosen for two columns.`),
      }))
      .filter((it) => it.columns.length > 1);
    return {
      fileName: file.name,
      purpose,
      file: file.kind,
      headerLine: 1,
      columns: file.headings.map((it, at) => ({
        heading: it.text,
        samples: rows
          .slice(0, 12)
          .map((row) => row[at] ?? '')
          .filter(Boolean)
          .slice(0, 3),
        matched: {
          field: fields[at] ?? null,
          source: byPerson.has(at) ? 'person' : remembered ? 'remembered' : 'heading',
        },
        resultColumn: it.result ?? false,
      })),
      remembered,
      layout: 'layout',
      fields: choices,
      matchProblems: [...missing, ...twice],
      notices: file.notices,
      totals: this.totals(),
    };
  }

  setMatches(fields: (ImportField | null)[]): DraftSummary {
    const draft = this.#open;
    fields.forEach((field, at) => {
      if (field !== draft.fields[at]) draft.byPerson.add(at);
    });
    draft.fields = fields;
    draft.checked = null;
    return this.summary();
  }

  keepMatches(): null {
    this.#kept.set(this.#open.file.name, this.#open.fields);
    return null;
  }

  #cell(row: string[], field: ImportField): string {
    const at = this.#open.fields.indexOf(field);
    return at < 0 ? '' : (row[at] ?? '');
  }

  /** All rows as the screen is given them; worked out once after each change. */
  #rows(): ImportRow[] {
    const draft = this.#open;
    draft.checked ??= this.#checkAll(draft);
    return draft.checked;
  }

  #checkAll(draft: Draft): ImportRow[] {
    const seen = new Map<string, number>();
    const names = new Map(this.world.accounts.map((it) => [it.name, it.id]));
    const references = new Map(this.world.accounts.map((it) => [it.referenceId, it.id]));
    const shown = fieldsFor(this.options, draft.purpose).filter((it) =>
      draft.fields.includes(it.field),
    );
    return draft.rows.map((row, index) => {
      const number = index + 2;
      const out = draft.leftOut.has(index);
      const problems = out ? [] : this.#judge(draft, row, index, names, references, seen);
      const doneBefore = draft.file.doneBefore.has(index);
      const errors = problems.filter((it) => it.severity === 'error');
      const summary = out
        ? said(this.options, doneBefore ? 'Done in an earlier import' : 'Left out by you')
        : (problems[0]?.message ?? said(this.options, 'Ready'));
      return {
        index,
        number,
        state: out ? 'skipped' : errors.length > 0 ? 'invalid' : 'ready',
        doneBefore,
        accountName: null,
        cells: shown.map(({ field }) => ({
          field,
          text: this.#cell(row, field),
          edited: draft.edited.has(`${String(index)} ${field}`),
        })),
        problems,
        summary,
      };
    });
  }

  #judge(
    draft: Draft,
    row: string[],
    index: number,
    names: Map<string, number>,
    references: Map<string, number>,
    seen: Map<string, number>,
  ): RowProblem[] {
    const found: RowProblem[] = [];
    const add = (field: ImportField | null, kind: ProblemKind, message: string, warns = false) => {
      found.push({
        field,
        kind,
        severity: warns ? 'warning' : 'error',
        message: said(this.options, message),
      });
    };
    const cell = (field: ImportField): string => plain(this.#cell(row, field)).trim();
    const required = fieldsFor(this.options, draft.purpose).filter((it) => it.required);
    for (const { field } of required) {
      if (cell(field) === '') add(field, { kind: 'missing' }, `${labelOf(field)} is missing`);
    }
    const email = cell('adminEmail');
    if (email && /[^\x20-\x7e]/.test(email)) {
      add('adminEmail', { kind: 'emailNotPlain' }, 'Only plain letters before the @');
    } else if (email && !/@.+\../.test(email)) {
      add('adminEmail', { kind: 'emailNotComplete' }, 'E-mail is not complete');
    }
    if (draft.purpose === 'edit') {
      const known = this.world.find(Number(cell('partnerId')));
      if (cell('partnerId') && !known) {
        add('partnerId', { kind: 'partnerIdUnknown' }, 'There is no account with this Partner ID');
      } else if (known && known.status !== 'active' && known.status !== 'readOnly') {
        add(
          'partnerId',
          { kind: 'accountNotActive' },
          'This account is blocked or removed, so it cannot be changed',
        );
      } else if (found.length === 0 && known && this.#changes(row).length === 0) {
        add(null, { kind: 'nothingToChange' }, 'Nothing to change', true);
      }
    } else {
      const reference = this.#cell(row, 'referenceId');
      const taken = references.get(reference);
      if (reference && taken !== undefined) {
        add(
          'referenceId',
          { kind: 'referenceIdTaken', account: taken },
          `Reference ID is used by ${String(taken)}`,
          true,
        );
      }
      const name = this.#cell(row, 'name');
      const same = seen.get(name);
      const account = names.get(name);
      if (name && same !== undefined) {
        add(
          'name',
          { kind: 'sameAsRow', row: same },
          `Same Account name as row ${String(same)}`,
          true,
        );
      } else if (account !== undefined) {
        add(
          'name',
          { kind: 'nameTaken', account },
          `Account name is used by ${String(account)}`,
          true,
        );
      }
      if (name && same === undefined) seen.set(name, index + 2);
    }
    const reason = draft.refused.get(index);
    if (reason !== undefined) add('adminEmail', { kind: 'refused', reason }, reason);
    return found.sort(
      (one, other) => Number(other.severity === 'error') - Number(one.severity === 'error'),
    );
  }

  totals(): ImportTotals {
    const rows = this.#rows();
    const count = (test: (row: ImportRow) => boolean): number => rows.filter(test).length;
    const ready = count((it) => it.state === 'ready' && it.problems.length === 0);
    const worthALook = count((it) => it.state === 'ready' && it.problems.length > 0);
    return {
      rows: rows.length,
      ready,
      worthALook,
      toFix: count((it) => it.state === 'invalid'),
      leftOut: count((it) => it.state === 'skipped'),
      doneBefore: count((it) => it.doneBefore),
      canBeSent: ready + worthALook,
    };
  }

  window(start: number, count: number, filter: RowFilter): ImportRowWindow {
    const tests: Record<RowFilter, (row: ImportRow) => boolean> = {
      all: () => true,
      ready: (it) => it.state === 'ready' && it.problems.length === 0,
      toFix: (it) => it.state === 'invalid',
      worthALook: (it) => it.state === 'ready' && it.problems.length > 0,
      leftOut: (it) => it.state === 'skipped',
      withProblems: (it) => it.problems.length > 0,
    };
    const rows = this.#rows().filter(tests[filter]);
    return {
      total: rows.length,
      start,
      rows: rows.slice(start, start + count),
      totals: this.totals(),
    };
  }

  setCell(index: number, field: ImportField, text: string): ImportTotals {
    const draft = this.#open;
    const row = draft.rows[index];
    const at = draft.fields.indexOf(field);
    if (!row || at < 0) {
      throw problem(this.options, 'notFound', 'This row is not in the file any more.');
    }
    row[at] = data(this.options, text);
    draft.edited.add(`${String(index)} ${field}`);
    draft.refused.delete(index);
    draft.checked = null;
    return this.totals();
  }

  skip(rows: number[]): ImportTotals {
    for (const it of rows) this.#open.leftOut.add(it);
    this.#open.checked = null;
    return this.totals();
  }

  unskip(rows: number[]): ImportTotals {
    const { leftOut, file } = this.#open;
    for (const it of rows) if (!file.doneBefore.has(it)) leftOut.delete(it);
    this.#open.checked = null;
    return this.totals();
  }

  skipInvalid(): ImportTotals {
    return this.skip(
      this.#rows()
        .filter((it) => it.state === 'invalid')
        .map((it) => it.index),
    );
  }

  #repairs: Partial<
    Record<Suggestion, { field: ImportField | null; make: (text: string) => string; label: string }>
  > = {
    trimBlanks: { field: null, make: (text) => text.trim(), label: 'Remove spaces around' },
    lowercaseEmails: {
      field: 'adminEmail',
      make: (text) => text.toLowerCase(),
      label: 'Write in lowercase:',
    },
  };

  suggestions(): SuggestionOffer[] {
    const { fields, rows } = this.#open;
    return (Object.keys(this.#repairs) as Suggestion[]).flatMap((suggestion) => {
      const repair = this.#repairs[suggestion];
      if (!repair) return [];
      const cells = rows.flatMap((row) =>
        row.filter(
          (text, at) =>
            (repair.field === null || fields[at] === repair.field) &&
            repair.make(plain(text)) !== plain(text),
        ),
      );
      const [before] = cells;
      if (before === undefined) return [];
      const words = `${repair.label} ${cells.length === 1 ? 'one cell' : `${String(cells.length)} cells`}`;
      return [
        {
          suggestion,
          count: cells.length,
          label: said(this.options, words),
          before,
          after: data(this.options, repair.make(plain(before))),
        },
      ];
    });
  }

  repair(suggestion: Suggestion): ImportTotals {
    const draft = this.#open;
    const repair = this.#repairs[suggestion];
    if (repair) {
      draft.rows = draft.rows.map((row) =>
        row.map((text, at) =>
          repair.field === null || draft.fields[at] === repair.field
            ? data(this.options, repair.make(plain(text)))
            : text,
        ),
      );
    }
    draft.checked = null;
    return this.totals();
  }

  setDefaults(defaults: ImportDefaults): ImportTotals {
    this.#open.defaults = defaults;
    return this.totals();
  }

  check(): ServerCheck {
    const rows = this.#rows().filter((it) => it.state === 'ready');
    this.#check = { running: true, checked: 0, total: rows.length, refused: 0, problem: null };
    const step = (): void => {
      const check = this.#check;
      if (!check?.running) return;
      const checked = Math.min(check.total, check.checked + Math.ceil(check.total / 4));
      const ended = checked === check.total;
      if (ended) {
        const last = rows.at(-1);
        if (last) {
          this.#open.refused.set(last.index, 'E-mail already signs in to another Kaltura account');
          this.#open.checked = null;
        }
      }
      this.#check = { ...check, checked, running: !ended, refused: ended ? 1 : 0 };
      this.tell('import-checked', { check: this.#check });
      // Slow: it stays half-way, to be looked at.
      if (!ended && !(this.options.import === 'slow' && checked > check.total / 3)) {
        setTimeout(step, 30);
      }
    };
    setTimeout(step, 30);
    return this.#check;
  }

  stopCheck(): ServerCheck {
    if (!this.#check) throw problem(this.options, 'notFound', 'Nothing is being checked.');
    this.#check = { ...this.#check, running: false };
    return this.#check;
  }

  #changes(row: string[]): EditChange[] {
    const account = this.world.find(Number(plain(this.#cell(row, 'partnerId'))));
    if (!account) return [];
    const fields = ['referenceId', 'phone', 'website', 'adminName', 'adminEmail'] as const;
    return fields.flatMap((field) => {
      const after = this.#cell(row, field).trim();
      const before = account[field];
      return after !== '' && after !== before ? [{ field, before, after }] : [];
    });
  }

  #edits(): EditItem[] {
    const { rows } = this.#open;
    return this.#rows()
      .filter((it) => it.state === 'ready')
      .flatMap((it) => {
        const row = rows[it.index] ?? [];
        const account = this.world.find(Number(plain(this.#cell(row, 'partnerId'))));
        const changes = this.#changes(row);
        if (!account || changes.length === 0) return [];
        return [{ number: it.number, account: account.id, name: account.name, changes }];
      });
  }

  edits(start: number, count: number): EditPage {
    const items = this.#edits();
    return { total: items.length, start, items: items.slice(start, start + count) };
  }

  plan(): ImportPlan {
    const { purpose } = this.#open;
    const totals = this.totals();
    const create = purpose === 'create';
    const count = create ? totals.canBeSent : this.#edits().length;
    const limit = this.options.quota === 'none' ? null : this.options.quota === 'over' ? 900 : 1250;
    return {
      purpose,
      count,
      withWarnings: create ? totals.worthALook : 0,
      leftOut: totals.leftOut,
      toFix: totals.toFix,
      unchanged: create ? 0 : totals.canBeSent - count,
      withPassword: 0,
      quota: create ? { used: this.world.used, limit } : null,
      beyondQuota: create && limit !== null ? Math.max(0, this.world.used + count - limit) : 0,
      confirmation: count > 10 ? { expected: String(count), isNumber: true } : null,
    };
  }

  start(start: ImportStart): JobSnapshot {
    const { options } = this;
    const plan = this.plan();
    if (options.import === 'refused') {
      throw problem(
        options,
        'notPermitted',
        'The server does not let this sign-in create accounts.',
        'Ask the owner of Northgate Video.',
        'SERVICE_FORBIDDEN',
      );
    }
    if (plan.confirmation && start.typed !== plan.confirmation.expected) {
      throw problem(options, 'confirmationMismatch', 'What was typed does not fit.');
    }
    if (plan.beyondQuota > 0 && !start.beyondQuota) {
      throw problem(options, 'overQuota', 'These are more accounts than the quota allows.');
    }
    const { purpose, file, rows } = this.#open;
    const create = purpose === 'create';
    const items: JobItem[] = create
      ? this.#rows()
          .filter((it) => it.state === 'ready')
          .map((it) => ({
            ...emptyItem,
            number: it.number,
            accountName: this.#cell(rows[it.index] ?? [], 'name'),
            referenceId: this.#cell(rows[it.index] ?? [], 'referenceId'),
          }))
      : this.#edits().map((it) => ({
          ...emptyItem,
          number: it.number,
          account: it.account,
          accountName: it.name,
          changes: it.changes,
        }));
    const kind = { kind: create ? ('import' as const) : ('edit' as const), fileName: file.name };
    const job = this.jobs.add(kind, items, start.reason, (item) => {
      this.#settle(job, item, create);
    });
    this.#draft = null;
    this.jobs.go(job);
    return job.snapshot;
  }

  #settle(job: Job, item: JobItem, create: boolean): void {
    const { options } = this;
    const done = job.items.filter((it) => it.state !== 'pending').length;
    if (options.import === 'offline' && done === Math.floor(job.items.length / 2)) {
      item.state = 'unknown';
      const snapshot = { ...job.snapshot, state: 'paused' as const, canResume: true };
      job.snapshot = { ...snapshot, pace: null, problem: offlineProblem(options) };
      return;
    }
    const slowed = options.import === 'slowed';
    job.snapshot.pace = { perMinute: 12, secondsLeft: (job.items.length - done) * 5, slowed };
    const fails = options.import === 'partly' && done % 7 === 3;
    item.state = fails ? 'failed' : 'done';
    if (fails) {
      item.problem = problem(
        options,
        'invalidField',
        'E-mail already signs in to another Kaltura account.',
        'Use another e-mail, or ask this person to be added as a user.',
        'PARTNER_REGISTRATION_ERROR',
      );
    } else if (create) {
      item.account = 6_121_700 + item.number;
      this.world.add({ ...newRow, id: item.account, name: item.accountName });
    }
  }
}

const emptyItem: JobItem = {
  number: 0,
  account: null,
  accountName: '',
  referenceId: '',
  state: 'pending',
  before: null,
  after: null,
  changes: [],
  problem: null,
};

const newRow = {
  status: 'active' as const,
  statusNumber: 1,
  template: false,
  adminName: '',
  adminEmail: '',
  phone: '',
  website: '',
  referenceId: '',
  createdAt: now,
  labels: [],
  change: { kind: 'new' as const },
};
