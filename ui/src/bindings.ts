// Stands in for the file that tauri-specta generates, until it is generated for the first time.
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';

export type AccountId = number;
export type ConnectionId = string;
export type JobId = number;
export type ActivityId = number;
export type SignInId = string;
export type UnixSeconds = number;
export type AccountStatus = 'active' | 'blocked' | 'removed' | 'readOnly' | 'deleted' | 'unknown';
export type AccountChange =
  | { kind: 'new' }
  | { kind: 'renamed'; from: string }
  | { kind: 'statusChanged'; from: AccountStatus };
export type AccountRow = {
  id: AccountId;
  name: string;
  status: AccountStatus;
  statusNumber: number;
  template: boolean;
  adminName: string;
  adminEmail: string;
  phone: string;
  website: string;
  referenceId: string;
  createdAt: UnixSeconds;
  labels: string[];
  change: AccountChange | null;
};
export type AccountDetail = {
  row: AccountRow;
  description: string;
  templateName: string | null;
  note: string;
  history: ActivityRecord[];
};
export type AccountColumn =
  | 'name'
  | 'id'
  | 'status'
  | 'adminName'
  | 'adminEmail'
  | 'phone'
  | 'website'
  | 'referenceId'
  | 'createdAt';
export type AccountSort = { column: AccountColumn; descending: boolean };
export type TemplateFilter = 'all' | 'onlyTemplates' | 'noTemplates';
export type AccountQuery = {
  text: string;
  statuses: AccountStatus[];
  createdFrom: UnixSeconds | null;
  createdTo: UnixSeconds | null;
  templates: TemplateFilter;
  label: string | null;
  onlyChanged: boolean;
  sort: AccountSort;
};
export type StatusCounts = {
  active: number;
  blocked: number;
  removed: number;
  readOnly: number;
  deleted: number;
  unknown: number;
};
export type AccountPage = {
  generation: number;
  known: number;
  total: number;
  counts: StatusCounts;
  changed: number;
  notFound: string[];
  start: number;
  rows: AccountRow[];
};
export type Quota = { used: number; limit: number | null };
export type ActivityAction =
  | { kind: 'signedIn' }
  | { kind: 'signedOut' }
  | { kind: 'connectionRemoved' }
  | { kind: 'appTokenMade' }
  | { kind: 'appTokenRevoked' }
  | { kind: 'accountCreated' }
  | { kind: 'statusChanged'; from: AccountStatus; to: AccountStatus };
export type ActivityResult = 'sent' | 'done' | 'unchanged' | 'refused' | 'unclear';
export type ActivityRecord = {
  id: ActivityId;
  at: UnixSeconds;
  person: string;
  connection: ConnectionId;
  connectionName: string;
  account: AccountId | null;
  accountName: string;
  action: ActivityAction;
  reason: string;
  result: ActivityResult;
  explanation: string;
  serverCode: string | null;
  job: JobId | null;
};
export type ActivityQuery = {
  text: string;
  connection: ConnectionId | null;
  results: ActivityResult[];
  from: UnixSeconds | null;
  to: UnixSeconds | null;
};
export type ActivityPage = { total: number; start: number; records: ActivityRecord[] };
export type ConnectionColor = 'teal' | 'copper' | 'plum' | 'moss' | 'indigo' | 'slate';
export type SignInKind = 'password' | 'appToken' | 'adminSecret';
export type ConnectionState =
  | { kind: 'connecting' }
  | { kind: 'ready' }
  | { kind: 'offline'; problem: Error }
  | { kind: 'signedOut'; problem: Error | null };
export type CapabilityKind =
  | 'listAccounts'
  | 'createAccounts'
  | 'changeStatus'
  | 'actAsAccount'
  | 'exportEntries'
  | 'seeUsage';
export type Capability = { kind: CapabilityKind; allowed: boolean; remark: string | null };
export type ConnectionSummary = {
  id: ConnectionId;
  name: string;
  color: ConnectionColor;
  server: string;
  parentId: AccountId;
  parentName: string;
  signIn: SignInKind;
  person: string;
  readOnly: boolean;
  sample: boolean;
  kept: boolean;
};
export type RefreshProgress = { loaded: number; total: number | null };
export type ConnectionStatus = {
  connection: ConnectionSummary;
  state: ConnectionState;
  capabilities: Capability[];
  quota: Quota | null;
  refreshedAt: UnixSeconds | null;
  refreshing: RefreshProgress | null;
  refreshProblem: Error | null;
};
export type ConnectionEdit = { name: string; color: ConnectionColor; readOnly: boolean };
export type SignInMethod =
  | { kind: 'password'; email: string; password: string; code: string | null }
  | { kind: 'appToken'; tokenId: string; token: string }
  | { kind: 'adminSecret'; secret: string; person: string };
export type SignInRequest = {
  server: string;
  parentId: AccountId | null;
  method: SignInMethod;
  connection: ConnectionId | null;
};
export type AccountChoice = { id: AccountId; name: string };
export type SignInReport = {
  signIn: SignInId;
  method: SignInKind;
  server: string;
  parentId: AccountId;
  parentName: string;
  person: string;
  checkedAt: UnixSeconds;
  capabilities: Capability[];
};
export type SignInOutcome =
  | { kind: 'needsCode' }
  | { kind: 'chooseAccount'; choices: AccountChoice[] }
  | { kind: 'signedIn'; report: SignInReport };
export type Keep = 'inKeychain' | 'untilQuit';
export type KeepSignIn = {
  signIn: SignInId;
  name: string;
  color: ConnectionColor;
  readOnly: boolean;
  keep: Keep;
};
export type NewAccount = {
  name: string;
  adminName: string;
  adminEmail: string;
  phone: string;
  website: string;
  referenceId: string;
  description: string;
  country: string;
  state: string;
  template: AccountId | null;
  sendWelcomeEmail: boolean;
  password: string | null;
};
export type NewAccountField =
  | 'name'
  | 'adminName'
  | 'adminEmail'
  | 'phone'
  | 'website'
  | 'referenceId'
  | 'description'
  | 'country'
  | 'state'
  | 'template'
  | 'password';
export type Severity = 'error' | 'warning';
export type FieldRemark = { field: NewAccountField; severity: Severity; message: string };
export type NewAccountCheck = { remarks: FieldRemark[]; quota: Quota | null; overQuota: boolean };
export type TemplateChoice = { id: AccountId; name: string };
export type CreatedAccount = {
  account: AccountRow;
  firstPassword: string | null;
  loginExisted: boolean;
  welcomeEmailSent: boolean;
  foundAfterLostAnswer: boolean;
};
export type TargetStatus = 'active' | 'blocked' | 'removed';
export type ExclusionReason = 'alreadyThere' | 'parent' | 'notFound' | 'deleted';
export type PlannedAccount = {
  id: AccountId;
  name: string;
  status: AccountStatus;
  template: boolean;
};
export type ExcludedAccount = { id: AccountId; name: string; reason: ExclusionReason };
export type TypedConfirmation = { expected: string; isNumber: boolean };
export type StatusPlan = {
  target: TargetStatus;
  changing: PlannedAccount[];
  excluded: ExcludedAccount[];
  confirmation: TypedConfirmation | null;
};
export type StatusChange = {
  accounts: AccountId[];
  target: TargetStatus;
  reason: string;
  typed: string | null;
};
export type ErrorCode =
  | 'offline'
  | 'serverAddress'
  | 'certificate'
  | 'signInRefused'
  | 'wrongCode'
  | 'signInNeeded'
  | 'wrongParent'
  | 'notPermitted'
  | 'readOnlyConnection'
  | 'keychainMissing'
  | 'keychainLocked'
  | 'invalidField'
  | 'overQuota'
  | 'confirmationMismatch'
  | 'unclear'
  | 'orphaned'
  | 'tooManyRequests'
  | 'notFound'
  | 'disk'
  | 'cancelled'
  | 'other';
export type ErrorDetail = {
  nextStep: string | null;
  field: NewAccountField | null;
  serverCode: string | null;
  technical: string;
};
export type Error = { code: ErrorCode; message: string; detail: ErrorDetail };
export type JobKind = { kind: 'changeStatus'; target: TargetStatus; undoes: JobId | null };
export type JobState =
  | 'queued'
  | 'running'
  | 'paused'
  | 'cancelling'
  | 'cancelled'
  | 'interrupted'
  | 'finished';
export type ItemState =
  | 'pending'
  | 'sent'
  | 'done'
  | 'unchanged'
  | 'failed'
  | 'unknown'
  | 'skipped';
export type ItemCounts = {
  pending: number;
  sent: number;
  done: number;
  unchanged: number;
  failed: number;
  unknown: number;
  skipped: number;
};
export type JobSnapshot = {
  id: JobId;
  connection: ConnectionId;
  connectionName: string;
  kind: JobKind;
  state: JobState;
  counts: ItemCounts;
  total: number;
  createdAt: UnixSeconds;
  finishedAt: UnixSeconds | null;
  reason: string;
  person: string;
  canUndo: boolean;
  canResume: boolean;
  canRetry: boolean;
  onlyAccount: string | null;
  problem: Error | null;
};
export type JobItem = {
  number: number;
  account: AccountId | null;
  accountName: string;
  state: ItemState;
  before: AccountStatus | null;
  after: AccountStatus | null;
  problem: Error | null;
};
export type JobItemPage = { total: number; start: number; items: JobItem[] };
export type Notice = { message: string; keptAside: string | null };
export type Language = 'en' | 'pseudo';
export type AppInfo = {
  version: string;
  platform: string;
  notices: Notice[];
  problem: Error | null;
  startInSampleData: boolean;
};
export type ColumnPreference = { column: AccountColumn; widthPx: number | null; shown: boolean };
export type Theme = 'system' | 'light' | 'dark';
export type Density = 'comfortable' | 'compact';
export type SavedView = { id: string; name: string; query: AccountQuery };
export type Preferences = {
  theme: Theme;
  density: Density;
  language: Language;
  columns: ColumnPreference[];
  sort: AccountSort;
  statuses: AccountStatus[];
  savedViews: SavedView[];
  panelWidthPx: number | null;
};
export type ConnectionChanged = { status: ConnectionStatus };
export type AccountsChanged = { connection: ConnectionId; generation: number };
export type JobChanged = { job: JobSnapshot };
export type ActivityChanged = { connection: ConnectionId };
export type CloseRequested = { runningJobs: number };

type Answer<T> = { status: 'ok'; data: T } | { status: 'error'; error: Error };

async function ask<T>(command: string, values?: Record<string, unknown>): Promise<Answer<T>> {
  try {
    return { status: 'ok', data: await invoke<T>(command, values) };
  } catch (problem) {
    if (problem instanceof globalThis.Error) throw problem;
    return { status: 'error', error: problem as Error };
  }
}

export const commands = {
  getAppInfo: () => invoke<AppInfo>('get_app_info'),
  getPreferences: () => ask<Preferences>('get_preferences'),
  setPreferences: (preferences: Preferences) => ask<null>('set_preferences', { preferences }),
  openSampleData: () => ask<ConnectionSummary>('open_sample_data'),
  listConnections: () => ask<ConnectionSummary[]>('list_connections'),
  selectConnection: (id: ConnectionId) => ask<ConnectionStatus>('select_connection', { id }),
  connectionStatus: () => ask<ConnectionStatus | null>('connection_status'),
  beginSignIn: (request: SignInRequest) => ask<SignInOutcome>('begin_sign_in', { request }),
  keepSignIn: (decision: KeepSignIn) => ask<ConnectionSummary>('keep_sign_in', { decision }),
  discardSignIn: (signIn: SignInId) => ask<null>('discard_sign_in', { signIn }),
  signOut: (id: ConnectionId) => ask<ConnectionSummary>('sign_out', { id }),
  removeConnection: (id: ConnectionId) => ask<null>('remove_connection', { id }),
  updateConnection: (id: ConnectionId, edit: ConnectionEdit) =>
    ask<ConnectionSummary>('update_connection', { id, edit }),
  refreshAccounts: () => ask<null>('refresh_accounts'),
  listAccounts: (query: AccountQuery, start: number, count: number) =>
    ask<AccountPage>('list_accounts', { query, start, count }),
  listAccountIds: (query: AccountQuery) => ask<AccountId[]>('list_account_ids', { query }),
  readAccount: (id: AccountId) => ask<AccountDetail>('read_account', { id }),
  listLabels: () => ask<string[]>('list_labels'),
  setAccountNote: (id: AccountId, note: string) => ask<null>('set_account_note', { id, note }),
  setAccountLabels: (id: AccountId, labels: string[]) =>
    ask<null>('set_account_labels', { id, labels }),
  markChangesSeen: () => ask<null>('mark_changes_seen'),
  listTemplates: () => ask<TemplateChoice[]>('list_templates'),
  checkNewAccount: (account: NewAccount) =>
    ask<NewAccountCheck>('check_new_account', { account }),
  validateNewAccount: (account: NewAccount) => ask<null>('validate_new_account', { account }),
  createAccount: (account: NewAccount, beyondQuota: boolean) =>
    ask<CreatedAccount>('create_account', { account, beyondQuota }),
  lookUpLostAccount: (account: NewAccount) =>
    ask<AccountRow | null>('look_up_lost_account', { account }),
  planStatusChange: (accounts: AccountId[], target: TargetStatus) =>
    ask<StatusPlan>('plan_status_change', { accounts, target }),
  changeStatus: (change: StatusChange) => ask<JobSnapshot>('change_status', { change }),
  listJobs: () => ask<JobSnapshot[]>('list_jobs'),
  readJob: (id: JobId) => ask<JobSnapshot>('read_job', { id }),
  listJobItems: (id: JobId, start: number, count: number) =>
    ask<JobItemPage>('list_job_items', { id, start, count }),
  pauseJob: (id: JobId) => ask<JobSnapshot>('pause_job', { id }),
  resumeJob: (id: JobId) => ask<JobSnapshot>('resume_job', { id }),
  cancelJob: (id: JobId) => ask<JobSnapshot>('cancel_job', { id }),
  retryFailed: (id: JobId) => ask<JobSnapshot>('retry_failed', { id }),
  undoJob: (id: JobId) => ask<JobSnapshot>('undo_job', { id }),
  listActivity: (query: ActivityQuery, start: number, count: number) =>
    ask<ActivityPage>('list_activity', { query, start, count }),
  exportActivity: (query: ActivityQuery, path: string) =>
    ask<number>('export_activity', { query, path }),
  diagnostics: () => ask<string>('diagnostics'),
  copyText: (text: string) => ask<null>('copy_text', { text }),
  copySecret: (text: string) => ask<null>('copy_secret', { text }),
  chooseSavePath: (suggestedName: string, extension: string) =>
    invoke<string | null>('choose_save_path', { suggestedName, extension }),
  openWebsite: (url: string) => ask<null>('open_website', { url }),
  openLogsFolder: () => ask<null>('open_logs_folder'),
  closeWindow: () => invoke<null>('close_window'),
};

function event<T>(name: string) {
  return { listen: (tell: (event: { payload: T }) => void) => listen<T>(name, tell) };
}

export const events = {
  connectionChanged: event<ConnectionChanged>('connection-changed'),
  accountsChanged: event<AccountsChanged>('accounts-changed'),
  jobChanged: event<JobChanged>('job-changed'),
  activityChanged: event<ActivityChanged>('activity-changed'),
  closeRequested: event<CloseRequested>('close-requested'),
};
