// The only place that talks to Rust. Unwraps every answer into a value or a thrown RosterError,
// and hands the generated types on under one name, so that nothing else imports bindings.ts.
// What the answers mean on the screen is in errors.ts and state/.
import {
  commands,
  events,
  type AccountCreation,
  type AccountId,
  type AccountQuery,
  type AccountState,
  type AccountsChanged,
  type ActivityQuery,
  type CloseRequested,
  type ConnectionChanged,
  type ConnectionEdit,
  type ConnectionId,
  type Error as Problem,
  type ExportOptions,
  type ExportStart,
  type FileDragged,
  type ImportChecked,
  type ImportDefaults,
  type ImportField,
  type ImportPurpose,
  type ImportStart,
  type JobChanged,
  type JobId,
  type KeepSignIn,
  type NewAccount,
  type OpenChoice,
  type Preferences,
  type RowFilter,
  type SignInId,
  type SignInRequest,
  type StatusChange,
  type Suggestion,
  type TargetStatus,
  type TemplateKind,
} from './bindings';
import { listen as listenTo, TauriEvent } from '@tauri-apps/api/event';
import { RosterError } from './errors';

export type * from './bindings';
export type { Error as Problem } from './bindings';

type Answer<T> = { status: 'ok'; data: T } | { status: 'error'; error: Problem };

async function value<T>(answer: Promise<Answer<T>>): Promise<T> {
  const settled = await answer;
  if (settled.status === 'ok') return settled.data;
  throw new RosterError(settled.error);
}

/** Everything that Rust can be asked. */
const plain = {
  getAppInfo: () => commands.getAppInfo(),
  getPreferences: () => value(commands.getPreferences()),
  setPreferences: (preferences: Preferences) => value(commands.setPreferences(preferences)),
  openSampleData: () => value(commands.openSampleData()),

  listConnections: () => value(commands.listConnections()),
  selectConnection: (id: ConnectionId) => value(commands.selectConnection(id)),
  connectionStatus: () => value(commands.connectionStatus()),
  beginSignIn: (request: SignInRequest) => value(commands.beginSignIn(request)),
  keepSignIn: (decision: KeepSignIn) => value(commands.keepSignIn(decision)),
  discardSignIn: (id: SignInId) => value(commands.discardSignIn(id)),
  signOut: (id: ConnectionId) => value(commands.signOut(id)),
  removeConnection: (id: ConnectionId) => value(commands.removeConnection(id)),
  updateConnection: (id: ConnectionId, edit: ConnectionEdit) =>
    value(commands.updateConnection(id, edit)),

  refreshAccounts: () => value(commands.refreshAccounts()),
  listAccounts: (query: AccountQuery, start: number, count: number) =>
    value(commands.listAccounts(query, start, count)),
  listAccountIds: (query: AccountQuery) => value(commands.listAccountIds(query)),
  readAccount: (id: AccountId) => value(commands.readAccount(id)),
  listLabels: () => value(commands.listLabels()),
  setAccountNote: (connection: ConnectionId, id: AccountId, note: string) =>
    value(commands.setAccountNote(connection, id, note)),
  setAccountLabels: (connection: ConnectionId, id: AccountId, labels: string[]) =>
    value(commands.setAccountLabels(connection, id, labels)),
  markChangesSeen: () => value(commands.markChangesSeen()),
  listTemplates: () => value(commands.listTemplates()),

  checkNewAccount: (account: NewAccount) => value(commands.checkNewAccount(account)),
  validateNewAccount: (account: NewAccount) => value(commands.validateNewAccount(account)),
  createAccount: (creation: AccountCreation) => value(commands.createAccount(creation)),
  lookUpLostAccount: (connection: ConnectionId, account: NewAccount) =>
    value(commands.lookUpLostAccount(connection, account)),

  planStatusChange: (accounts: AccountId[], target: TargetStatus) =>
    value(commands.planStatusChange(accounts, target)),
  changeStatus: (change: StatusChange) => value(commands.changeStatus(change)),

  openImport: (path: string, purpose: ImportPurpose, choice: OpenChoice) =>
    value(commands.openImport(path, purpose, choice)),
  closeImport: () => value(commands.closeImport()),
  setImportMatches: (fields: (ImportField | null)[]) => value(commands.setImportMatches(fields)),
  keepImportMatches: () => value(commands.keepImportMatches()),
  listImportRows: (start: number, count: number, filter: RowFilter) =>
    value(commands.listImportRows(start, count, filter)),
  setImportCell: (row: number, field: ImportField, text: string) =>
    value(commands.setImportCell(row, field, text)),
  skipImportRows: (rows: number[]) => value(commands.skipImportRows(rows)),
  unskipImportRows: (rows: number[]) => value(commands.unskipImportRows(rows)),
  skipInvalidImportRows: () => value(commands.skipInvalidImportRows()),
  listImportSuggestions: () => value(commands.listImportSuggestions()),
  applyImportSuggestion: (suggestion: Suggestion) =>
    value(commands.applyImportSuggestion(suggestion)),
  setImportDefaults: (defaults: ImportDefaults) => value(commands.setImportDefaults(defaults)),
  checkImport: () => value(commands.checkImport()),
  stopImportCheck: () => value(commands.stopImportCheck()),
  listImportEdits: (start: number, count: number) => value(commands.listImportEdits(start, count)),
  planImport: () => value(commands.planImport()),
  startImport: (start: ImportStart) => value(commands.startImport(start)),
  suggestImportResultName: (job: JobId) => value(commands.suggestImportResultName(job)),
  saveImportResult: (job: JobId, path: string) => value(commands.saveImportResult(job, path)),
  suggestImportTemplateName: (kind: TemplateKind) =>
    value(commands.suggestImportTemplateName(kind)),
  saveImportTemplate: (kind: TemplateKind, path: string) =>
    value(commands.saveImportTemplate(kind, path)),
  readAccountList: (text: string) => value(commands.readAccountList(text)),
  readAccountListFile: (path: string) => value(commands.readAccountListFile(path)),

  listJobs: () => value(commands.listJobs()),
  readJob: (id: JobId) => value(commands.readJob(id)),
  listJobItems: (id: JobId, start: number, count: number) =>
    value(commands.listJobItems(id, start, count)),
  pauseJob: (id: JobId) => value(commands.pauseJob(id)),
  resumeJob: (id: JobId) => value(commands.resumeJob(id)),
  cancelJob: (id: JobId) => value(commands.cancelJob(id)),
  retryFailed: (id: JobId) => value(commands.retryFailed(id)),
  undoJob: (id: JobId) => value(commands.undoJob(id)),

  listActivity: (query: ActivityQuery, start: number, count: number) =>
    value(commands.listActivity(query, start, count)),
  listActivityLines: (query: ActivityQuery, start: number, count: number) =>
    value(commands.listActivityLines(query, start, count)),
  listActivityPeople: (connection: ConnectionId | null) =>
    value(commands.listActivityPeople(connection)),
  exportActivity: (query: ActivityQuery, path: string) =>
    value(commands.exportActivity(query, path)),

  estimateExport: (options: ExportOptions) => value(commands.estimateExport(options)),
  suggestExportName: (options: ExportOptions) => value(commands.suggestExportName(options)),
  startExport: (start: ExportStart) => value(commands.startExport(start)),
  listExportAccounts: (id: JobId, only: AccountState | null, start: number, count: number) =>
    value(commands.listExportAccounts(id, only, start, count)),
  listExportPresets: () => value(commands.listExportPresets()),
  saveExportPreset: (name: string, options: ExportOptions) =>
    value(commands.saveExportPreset(name, options)),
  deleteExportPreset: (id: number) => value(commands.deleteExportPreset(id)),
  lastExport: () => value(commands.lastExport()),
  hasExportChanged: (id: JobId) => value(commands.hasExportChanged(id)),
  openExportFile: (id: JobId) => value(commands.openExportFile(id)),
  showExportFile: (id: JobId) => value(commands.showExportFile(id)),

  diagnostics: () => value(commands.diagnostics()),
  copyText: (text: string) => value(commands.copyText(text)),
  copySecret: (text: string) => value(commands.copySecret(text)),
  chooseSavePath: (suggestedName: string, extension: string) =>
    commands.chooseSavePath(suggestedName, extension),
  chooseOpenPath: (extensions: string[]) => commands.chooseOpenPath(extensions),
  openWebsite: (url: string) => value(commands.openWebsite(url)),
  openLogsFolder: () => value(commands.openLogsFolder()),
  closeWindow: () => commands.closeWindow(),
};

export type Backend = typeof plain;

/** What was asked before anybody needed it, by the question. */
const ahead = new Map<string, Promise<unknown>>();
/** Something was asked ahead, and the start that takes it up is not over. */
let asksAhead = false;

const question = (name: string, values: unknown[]): string => JSON.stringify([name, values]);

/** Asks now what somebody will ask in a moment, and keeps the answer for that. */
export function askAhead<Name extends keyof Backend>(
  name: Name,
  ...values: Parameters<Backend[Name]>
): ReturnType<Backend[Name]> {
  const ask = plain[name] as (...values: Parameters<Backend[Name]>) => ReturnType<Backend[Name]>;
  asksAhead = true;
  const answer = ask(...values);
  // Whoever takes it is told of a refusal; when nobody does, nobody misses it.
  answer.catch(() => undefined);
  ahead.set(question(name, values), answer);
  return answer;
}

/**
 * From now on everything is asked anew: what was asked ahead is too old. What Rust told meanwhile is
 * told now, so that it has the last word and not an answer from before.
 */
export function endAskingAhead(): void {
  ahead.clear();
  asksAhead = false;
  tellUntold();
}

/** Everything that Rust can be asked; what was asked ahead is answered once from that. */
export const backend: Backend = new Proxy(plain, {
  get(target, name: keyof Backend) {
    const ask = target[name] as (...values: unknown[]) => Promise<unknown>;
    if (ahead.size === 0) return ask;
    return (...values: unknown[]): Promise<unknown> => {
      const key = question(name, values);
      const answer = ahead.get(key);
      ahead.delete(key);
      return answer ?? ask(...values);
    };
  },
});

/** What Rust tells without being asked. */
export interface Listeners {
  connectionChanged: (event: ConnectionChanged) => void;
  accountsChanged: (event: AccountsChanged) => void;
  jobChanged: (event: JobChanged) => void;
  activityChanged: () => void;
  importChecked: (event: ImportChecked) => void;
  closeRequested: (event: CloseRequested) => void;
  fileDragged: (event: FileDragged) => void;
}

/** Who is told. Until there is somebody, and while answers asked ahead are taken up, all waits. */
let listeners: Listeners | null = null;
let untold: ((to: Listeners) => void)[] = [];
let hearing: Promise<unknown> | undefined;

function tell(one: (to: Listeners) => void): void {
  untold.push(one);
  tellUntold();
}

function tellUntold(): void {
  if (!listeners || asksAhead) return;
  const now = untold;
  untold = [];
  for (const one of now) one(listeners);
}

interface Heard<Event> {
  listen: (hear: (event: { payload: Event }) => void) => Promise<unknown>;
}

const hear = <Event>(event: Heard<Event>, pass: (to: Listeners, payload: Event) => void) =>
  event.listen(({ payload }) => {
    tell((to) => {
      pass(to, payload);
    });
  });

/** Begins to hear what Rust tells, before there is somebody to listen. */
export async function beginListening(): Promise<void> {
  hearing ??= Promise.all([
    hear(events.connectionChanged, (to, it) => to.connectionChanged(it)),
    hear(events.accountsChanged, (to, it) => to.accountsChanged(it)),
    hear(events.jobChanged, (to, it) => to.jobChanged(it)),
    hear(events.activityChanged, (to) => to.activityChanged()),
    hear(events.importChecked, (to, it) => to.importChecked(it)),
    hear(events.closeRequested, (to, it) => to.closeRequested(it)),
    hear(events.fileDragged, (to, it) => to.fileDragged(it)),
  ]);
  try {
    await hearing;
  } catch (thrown) {
    hearing = undefined;
    throw thrown;
  }
}

/** From now on these are told, beginning with what was told meanwhile. */
export async function listen(to: Listeners): Promise<void> {
  listeners = to;
  tellUntold();
  await beginListening();
}

/**
 * Keeps the window open when somebody closes it, and says so instead. The answer lets go of it:
 * the window can be closed as soon as that is done.
 */
export async function holdClosing(onclose: () => void): Promise<() => Promise<void>> {
  const target = { kind: 'Window', label: 'main' } as const;
  const stop = await listenTo(TauriEvent.WINDOW_CLOSE_REQUESTED, onclose, { target });
  // Tauri's type hides that the shell has to be told first.
  return stop as () => Promise<void>;
}
