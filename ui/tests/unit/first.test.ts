// What is asked and heard before the interface is there: it is asked once, in the right order, and
// nothing that Rust tells meanwhile is lost.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AppInfo, ConnectionStatus, ConnectionSummary } from '../../src/backend';
import { connectionStatus, problem } from './backend';

const asked: string[] = [];
const told: Record<string, (event: { payload: unknown }) => void> = {};
let answers: Record<string, unknown> = {};

vi.mock('../../src/bindings', () => ({
  commands: new Proxy(
    {},
    {
      get:
        (_, name: string) =>
        async (...values: unknown[]) => {
          asked.push([name, ...values.map((it) => JSON.stringify(it))].join(' '));
          await Promise.resolve();
          if (answers[name] instanceof Error) throw answers[name];
          const data = answers[name] ?? null;
          return name === 'getAppInfo' ? data : { status: 'ok', data };
        },
    },
  ),
  events: new Proxy(
    {},
    {
      get: (_, name: string) => ({
        listen: (hear: (event: { payload: unknown }) => void) => {
          told[name] = hear;
          return Promise.resolve(() => undefined);
        },
      }),
    },
  ),
}));

const { backend, endAskingAhead, listen } = await import('../../src/backend');
const { askFirst, connectionToOpen } = await import('../../src/first');
const { App } = await import('../../src/state/app.svelte');

const known = [{ id: 'a' }, { id: 'b' }] as ConnectionSummary[];
const question = {
  text: '',
  statuses: ['blocked'],
  createdFrom: null,
  createdTo: null,
  templates: 'all',
  label: null,
  onlyChanged: false,
  sort: { column: 'name', descending: false },
} as const;

beforeEach(() => {
  asked.length = 0;
  answers = {
    getAppInfo: { problem: null, startInSampleData: false, lastConnection: 'b' },
    getPreferences: { statuses: ['blocked'], sort: question.sort },
    listConnections: known,
    connectionStatus: null,
  };
});

afterEach(endAskingAhead);

test('the last connection is opened, or else the first', () => {
  expect(connectionToOpen({ lastConnection: 'b' } as AppInfo, known)?.id).toBe('b');
  expect(connectionToOpen({ lastConnection: 'gone' } as AppInfo, known)?.id).toBe('a');
  expect(connectionToOpen(null, [])).toBeUndefined();
});

test('the list is asked for as the person likes it, and an answer is handed out once', async () => {
  await askFirst();
  expect(asked.slice(0, 4).sort()).toEqual([
    'connectionStatus',
    'getAppInfo',
    'getPreferences',
    'listConnections',
  ]);
  expect(asked[4]).toBe('selectConnection "b"');
  expect(asked[5]).toBe('listLabels');
  expect(asked[6]).toContain('listAccounts {"text":"","statuses":["blocked"]');
  asked.length = 0;
  await backend.selectConnection('b');
  await backend.listAccounts({ ...question, statuses: ['blocked'] }, 0, 50);
  expect(asked).toEqual([]);
  await backend.selectConnection('b');
  expect(asked).toEqual(['selectConnection "b"']);
});

test('another question is asked, and what is left over is too old when the start is over', async () => {
  await askFirst();
  asked.length = 0;
  await backend.selectConnection('a');
  expect(asked).toEqual(['selectConnection "a"']);
  endAskingAhead();
  await backend.selectConnection('b');
  expect(asked).toEqual(['selectConnection "a"', 'selectConnection "b"']);
});

test.each([
  ['Rust has a problem', { getAppInfo: { problem: { code: 'internal' }, lastConnection: 'b' } }],
  ['sample data is wanted', { getAppInfo: { problem: null, startInSampleData: true } }],
  ['a connection is open already', { connectionStatus: { connection: { id: 'a' } } }],
  ['sample data was open last', { listConnections: [{ id: 'b', sample: true }] }],
  ['there is no connection', { listConnections: [] }],
])('no connection is opened ahead when %s', async (_, change) => {
  answers = { ...answers, ...change };
  await askFirst();
  expect(asked).toHaveLength(4);
});

test('what Rust refuses is refused to whoever asks', async () => {
  answers['listConnections'] = new Error('the database is damaged');
  await expect(askFirst()).rejects.toThrow('damaged');
  await expect(backend.listConnections()).rejects.toThrow('damaged');
});

const listeners = (note: (payload?: unknown) => void): Parameters<typeof listen>[0] => ({
  connectionChanged: note,
  accountsChanged: note,
  jobChanged: note,
  activityChanged: note,
  importChecked: note,
  closeRequested: note,
  fileDragged: note,
});

test('what is told meanwhile is told when the start is over, in its order, and then at once', async () => {
  await askFirst();
  told['jobChanged']?.({ payload: { job: 1 } });
  const heard: unknown[] = [];
  await listen(listeners((payload) => void heard.push(payload)));
  told['accountsChanged']?.({ payload: { connection: 'b' } });
  expect(heard).toEqual([]);
  endAskingAhead();
  expect(heard).toEqual([{ job: 1 }, { connection: 'b' }]);
  told['jobChanged']?.({ payload: { job: 2 } });
  expect(heard).toEqual([{ job: 1 }, { connection: 'b' }, { job: 2 }]);
});

test('a sign-in that failed while the interface was read is what it shows', async () => {
  const status = (kind: 'connecting' | 'signedOut'): ConnectionStatus =>
    connectionStatus({
      connection: { ...connectionStatus().connection, id: 'b' },
      state: kind === 'connecting' ? { kind } : { kind, problem: problem('keychainLocked') },
    });
  answers = {
    ...answers,
    listConnections: [connectionStatus({}).connection, status('connecting').connection],
    selectConnection: status('connecting'),
    listLabels: [],
    listAccounts: { generation: 1, known: 0, total: 0, start: 0, rows: [], notFound: [] },
    listJobs: [],
  };
  await askFirst();
  told['connectionChanged']?.({ payload: { status: status('connecting') } });
  told['connectionChanged']?.({ payload: { status: status('signedOut') } });
  const app = new App(backend);
  await app.start().finally(endAskingAhead);
  app.clock.stop();
  expect(app.connections.status?.state.kind).toBe('signedOut');
});
