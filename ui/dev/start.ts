// Stands in for Rust in a browser: answers every command from a made-up world in memory. Used by
// `npm run dev:sample` and by the browser tests; never part of the app.
import { emit } from '@tauri-apps/api/event';
import { mockIPC } from '@tauri-apps/api/mocks';
import type {
  AccountQuery,
  AccountState,
  ActivityQuery,
  ConnectionEdit,
  ConnectionSummary,
  ImportDefaults,
  ImportField,
  ImportPurpose,
  ImportStart,
  KeepSignIn,
  ExportOptions,
  ExportStart,
  AccountCreation,
  NewAccount,
  OpenChoice,
  Preferences,
  RowFilter,
  SignInRequest,
  StatusChange,
  Suggestion,
  TargetStatus,
} from '../src/bindings';
import { accountList } from './account-list';
import { linesOf, matching } from './activity';
import { problem, sampleConnection, signIn, statusOf, summaries } from './connections';
import { Exports } from './exports';
import { Imports } from './imports';
import { Jobs } from './jobs';
import { checkNewAccount, createAccount, validateNewAccount } from './new-accounts';
import { optionsOf } from './options';
import { data, now, said, World } from './world';

const options = optionsOf(location.search);
// Pictures and tests always happen at the same moment.
const realNow = Date.now;
const offset = now * 1000 - realNow();
Date.now = () => realNow() + offset;

const world = new World(options);
const tell = (event: string, payload: unknown): void => void emit(event, payload);
const jobs = new Jobs(options, world, tell);
const exported = new Exports(options, world, jobs, tell);
const imports = new Imports(options, world, jobs, tell);
let connections = summaries(options);
let current: ConnectionSummary | undefined = connections[0];

const view = (name: string, text: string) => ({
  id: name,
  name: data(options, name),
  query: {
    text,
    statuses: ['active', 'blocked', 'readOnly', 'unknown'],
    createdFrom: null,
    createdTo: null,
    templates: 'all',
    label: null,
    onlyChanged: false,
    sort: { column: 'createdAt', descending: true },
  },
});

let preferences: Preferences = {
  theme: options.theme,
  density: options.density,
  language: options.language,
  columns: [],
  sort: { column: 'createdAt', descending: true },
  statuses: ['active', 'blocked', 'readOnly'],
  savedViews: (options.views
    ? [view('Universities', 'university'), view('Hospitals', 'hospital')]
    : []) as NonNullable<Preferences['savedViews']>,
  panelWidthPx: null,
};

const status = () => (current ? statusOf(options, world, current) : null);

function replace(id: string, change: Partial<ConnectionSummary>): ConnectionSummary {
  connections = connections.map((it) => (it.id === id ? { ...it, ...change } : it));
  const changed = connections.find((it) => it.id === id);
  if (!changed) throw problem(options, 'notFound', 'This connection is not there any more.');
  if (current?.id === id) current = changed;
  return changed;
}

function openSample(): ConnectionSummary {
  const sample = connections.find((it) => it.sample) ?? sampleConnection(options);
  if (!connections.includes(sample)) connections = [...connections, sample];
  current = sample;
  return sample;
}

function trail(query: ActivityQuery) {
  if (options.activity === 'failed')
    throw problem(
      options,
      'disk',
      'The activity could not be read from this computer.',
      'Free some space and try again.',
    );
  return matching(jobs.trail, query);
}

function readAccount(id: number) {
  const row = world.find(id);
  if (!row) throw problem(options, 'notFound', 'This account is not among your accounts any more.');
  return {
    row,
    description: data(options, 'Created with Roster'),
    connection: current?.id ?? '',
    templateName: data(options, 'University standard'),
    note: world.notes.get(id) ?? '',
    beforeChangeAt: row.change ? now - 3 * 86_400 : null,
    history: jobs.trail.filter((it) => it.account === id),
  };
}

/** Each command knows what it is given; Rust checks that in the app, nobody does here. */
type Command = { given(values: object): unknown }['given'];
const commands: Record<string, Command> = {
  get_app_info: () => ({
    version: '0.1.0',
    platform: options.platform,
    notices:
      options.start === 'notice'
        ? [
            {
              message: said(
                options,
                'The data of this app was damaged. It was kept aside, and Roster started fresh.',
              ),
              keptAside: '/home/mira/.local/share/roster/roster.damaged-2026-11-23.sqlite',
            },
          ]
        : [],
    problem:
      options.start === 'broken'
        ? problem(
            options,
            'disk',
            'The disk is full, so Roster cannot keep the account list.',
            'Free some space, then try again.',
          )
        : null,
    startInSampleData: false,
    lastConnection: null,
  }),
  get_preferences: () => preferences,
  set_preferences: (values: { preferences: Preferences }) => {
    preferences = values.preferences;
    return null;
  },
  open_sample_data: openSample,
  list_connections: () => connections,
  select_connection: ({ id }: { id: string }) => {
    current = connections.find((it) => it.id === id);
    return status();
  },
  connection_status: status,
  begin_sign_in: ({ request }: { request: SignInRequest }) => signIn(options, request),
  keep_sign_in: ({ decision }: { decision: KeepSignIn }) => {
    if (options.signIn === 'keychain' && decision.keep === 'inKeychain') {
      throw problem(
        options,
        'keychainMissing',
        'No system keychain is running on this computer, so Roster cannot keep the sign-in.',
        'Install or start GNOME Keyring or KWallet and try again, or keep the sign-in until you quit.',
      );
    }
    const { name, color, readOnly, keep } = decision;
    const [first] = summaries({ ...options, connections: 'one' });
    if (!first) throw new Error('no connection');
    current = { ...first, name, color, readOnly, kept: keep === 'inKeychain' };
    connections = [...connections.filter((it) => it.id !== first.id), current];
    return current;
  },
  discard_sign_in: () => null,
  sign_out: ({ id }: { id: string }) => {
    options.state = 'signedOut';
    return replace(id, { kept: false });
  },
  remove_connection: ({ id }: { id: string }) => {
    connections = connections.filter((it) => it.id !== id);
    if (current?.id === id) current = undefined;
    return null;
  },
  update_connection: ({ id, edit }: { id: string; edit: ConnectionEdit }) => replace(id, edit),
  refresh_accounts: () => {
    tell('connection-changed', { status: status() });
    return null;
  },
  list_accounts: ({ query, start, count }: { query: AccountQuery; start: number; count: number }) =>
    world.page(query, start, count),
  list_account_ids: ({ query }: { query: AccountQuery }) =>
    world.matching(query).rows.map((it) => it.id),
  read_account: ({ id }: { id: number }) => readAccount(id),
  list_labels: () => [...new Set(world.accounts.flatMap((it) => it.labels))],
  set_account_note: ({ id, note }: { id: number; note: string }) => {
    world.notes.set(id, note);
    return null;
  },
  set_account_labels: ({ id, labels }: { id: number; labels: string[] }) => {
    world.accounts = world.accounts.map((it) => (it.id === id ? { ...it, labels } : it));
    return null;
  },
  mark_changes_seen: () => {
    world.accounts = world.accounts.map((it) => ({ ...it, change: null }));
    return null;
  },
  list_templates: () =>
    world.accounts.filter((it) => it.template).map(({ id, name }) => ({ id, name })),
  check_new_account: ({ account }: { account: NewAccount }) =>
    checkNewAccount(options, world, account),
  validate_new_account: () => validateNewAccount(options),
  create_account: ({ creation }: { creation: AccountCreation }) =>
    createAccount(options, world, creation.account),
  look_up_lost_account: () => null,
  plan_status_change: ({ accounts, target }: { accounts: number[]; target: TargetStatus }) =>
    jobs.plan(accounts, target),
  change_status: ({ change }: { change: StatusChange }) => jobs.start(change),
  choose_open_path: () => (options.file === 'none' ? null : `/home/mira/${options.file}`),
  open_import: ({ purpose, choice }: { purpose: ImportPurpose; choice: OpenChoice }) =>
    imports.open(purpose, choice),
  close_import: () => imports.close(),
  set_import_matches: ({ fields }: { fields: (ImportField | null)[] }) =>
    imports.setMatches(fields),
  keep_import_matches: () => imports.keepMatches(),
  list_import_rows: ({
    start,
    count,
    filter,
  }: {
    start: number;
    count: number;
    filter: RowFilter;
  }) => imports.window(start, count, filter),
  set_import_cell: ({ row, field, text }: { row: number; field: ImportField; text: string }) =>
    imports.setCell(row, field, text),
  skip_import_rows: ({ rows }: { rows: number[] }) => imports.skip(rows),
  unskip_import_rows: ({ rows }: { rows: number[] }) => imports.unskip(rows),
  skip_invalid_import_rows: () => imports.skipInvalid(),
  list_import_suggestions: () => imports.suggestions(),
  apply_import_suggestion: ({ suggestion }: { suggestion: Suggestion }) =>
    imports.repair(suggestion),
  set_import_defaults: ({ defaults }: { defaults: ImportDefaults }) =>
    imports.setDefaults(defaults),
  check_import: () => imports.check(),
  stop_import_check: () => imports.stopCheck(),
  list_import_edits: ({ start, count }: { start: number; count: number }) =>
    imports.edits(start, count),
  plan_import: () => imports.plan(),
  start_import: ({ start }: { start: ImportStart }) => imports.start(start),
  suggest_import_result_name: () => 'spring-term-schools – result.xlsx',
  save_import_result: () => null,
  suggest_import_template_name: () => 'Accounts for a reseller.xlsx',
  save_import_template: () => null,
  read_account_list: ({ text }: { text: string }) => accountList(options, world, text),
  read_account_list_file: () => accountList(options, world, '6120418 6120411 1111111'),
  list_jobs: () => jobs.all.map((it) => it.snapshot),
  read_job: ({ id }: { id: number }) => jobs.read(id),
  list_job_items: ({ id, start, count }: { id: number; start: number; count: number }) =>
    jobs.items(id, start, count),
  pause_job: ({ id }: { id: number }) =>
    exported.setState(id, 'paused') ?? jobs.setState(id, 'paused'),
  resume_job: ({ id }: { id: number }) =>
    exported.setState(id, 'running') ?? jobs.setState(id, 'running'),
  cancel_job: ({ id }: { id: number }) =>
    exported.setState(id, 'cancelling') ?? jobs.setState(id, 'cancelling'),
  has_export_changed: () => false,
  retry_failed: ({ id }: { id: number }) => exported.setState(id, 'running') ?? jobs.retry(id),
  undo_job: ({ id }: { id: number }) => jobs.undo(id),
  list_activity: ({
    query,
    start,
    count,
  }: {
    query: ActivityQuery;
    start: number;
    count: number;
  }) => {
    const records = trail(query);
    return { total: records.length, start, records: records.slice(start, start + count) };
  },
  list_activity_lines: (values: { query: ActivityQuery; start: number; count: number }) =>
    linesOf(trail(values.query), values.start, values.count),
  list_activity_people: () => [...new Set(jobs.trail.map((it) => it.person))].sort(),
  export_activity: () => jobs.trail.length,
  estimate_export: (values: { options: ExportOptions }) => exported.estimate(values.options),
  suggest_export_name: (values: { options: ExportOptions }) => exported.suggestName(values.options),
  start_export: ({ start }: { start: ExportStart }) => exported.start(start),
  list_export_accounts: ({
    job,
    only,
    start,
    count,
  }: {
    job: number;
    only: AccountState | null;
    start: number;
    count: number;
  }) => exported.page(job, only, start, count),
  list_export_presets: () => exported.presets,
  save_export_preset: (values: { name: string; options: ExportOptions }) =>
    exported.savePreset(values.name, values.options),
  delete_export_preset: ({ id }: { id: number }) => exported.deletePreset(id),
  last_export: () => exported.last,
  open_export_file: () => null,
  show_export_file: () => null,
  diagnostics: () => 'Roster 0.1.0',
  copy_text: () => null,
  copy_secret: () => null,
  choose_save_path: ({ suggestedName }: { suggestedName: string }) =>
    data(options, `/home/mira/Reports/${suggestedName}`),
  open_website: () => null,
  open_logs_folder: () => null,
  close_window: () => null,
};

mockIPC(
  async (command, values) => {
    const answer = commands[command];
    if (!answer) throw new Error(`Nothing answers ${command}`);
    if (options.latencyMilliseconds > 0) {
      await new Promise((resolve) => setTimeout(resolve, options.latencyMilliseconds));
    }
    // What crosses over to the screen is always a copy, as it is in the app.
    return structuredClone(await answer(values as object));
  },
  { shouldMockEvents: true },
);
