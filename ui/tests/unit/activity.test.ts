// The Activity screen: one line for what a job did to many, which opens to its records.
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ActivityLine, ActivityQuery, ActivityRecord } from '../../src/backend';
import Line from '../../src/screens/activity/ActivityLine.svelte';
import { Activity } from '../../src/state/activity.svelte';
import { App } from '../../src/state/app.svelte';
import { backendWith, connectionStatus, problem, refuse, settle } from './backend';
import { clearPage, show } from './show';

const record = (id: number, job: number | null = null): ActivityRecord => ({
  id,
  at: 1000 + id,
  person: 'Mira',
  connection: 'one',
  connectionName: 'Northgate',
  account: id,
  accountName: `Account ${String(id)}`,
  action: { kind: 'statusChanged', from: 'active', to: 'blocked' },
  reason: '',
  result: 'done',
  explanation: '',
  serverCode: null,
  job,
});

/** Three lines; the second is a job of three accounts. */
function trail() {
  const bulk = { job: 7, accounts: 3, done: 3, open: false };
  let lines: ActivityLine[] = [
    { record: record(9), bulk: null },
    { record: record(8, 7), bulk },
    { record: record(5), bulk: null },
  ];
  const asked: ActivityQuery[] = [];
  const broken = { records: false };
  const activity = new Activity(
    backendWith({
      listActivityPeople: () => Promise.resolve(['Jonas', 'Mira']),
      listActivityLines: (query, start, count) => {
        asked.push(query);
        return Promise.resolve({
          total: lines.length,
          records: lines.length + 2,
          start,
          lines: lines.slice(start, start + count),
        });
      },
      listActivity: (query, start) => {
        asked.push(query);
        if (broken.records) return refuse(problem('disk'));
        return Promise.resolve({
          total: 3,
          start,
          records: [record(8, 7), record(7, 7), record(6, 7)],
        });
      },
    }),
  );
  const add = (line: ActivityLine): void => {
    lines = [line, ...lines];
  };
  const ids = () => Array.from({ length: activity.total }, (_, at) => activity.row(at)?.record.id);
  return { activity, asked, add, ids, broken };
}

describe('a job of many accounts', () => {
  test('opens to its records in place, and closes again', async () => {
    const { activity, ids } = trail();
    await activity.open('one');
    expect(ids()).toEqual([9, 8, 5]);
    activity.toggle(1, 7);
    await settle();
    expect(ids()).toEqual([9, 8, 8, 7, 6, 5]);
    expect(activity.row(1)?.part).toBe(false);
    expect(activity.row(4)?.part).toBe(true);
    expect(activity.row(5)?.part).toBe(false);
    activity.toggle(1, 7);
    expect(ids()).toEqual([9, 8, 5]);
  });

  test('stays open where it then stands when something new is done', async () => {
    const { activity, add, ids } = trail();
    await activity.open('one');
    activity.toggle(1, 7);
    await settle();
    add({ record: record(20), bulk: null });
    await activity.load();
    expect(ids()).toEqual([20, 9, 8, 8, 7, 6, 5]);
  });

  test('says when its records cannot be read, and shows them when they can', async () => {
    const { activity, broken, ids } = trail();
    await activity.open('one');
    broken.records = true;
    activity.toggle(1, 7);
    await settle();
    expect(activity.problem?.code).toBe('disk');
    broken.records = false;
    await activity.load();
    expect(activity.problem).toBeNull();
    expect(ids()).toEqual([9, 8, 8, 7, 6, 5]);
  });

  test('is asked for with the filters that are on, and closed by another question', async () => {
    const { activity, asked } = trail();
    await activity.open('one');
    activity.change({ person: 'Mira' });
    await settle();
    activity.toggle(1, 7);
    await settle();
    expect(asked.at(-1)).toMatchObject({ person: 'Mira', connection: 'one', job: 7 });
    activity.change({ person: null });
    expect(activity.openJob).toBeNull();
  });
});

test('Activity begins with the connection that is open, and shows all when asked to', async () => {
  const { activity, asked } = trail();
  await activity.open('one');
  expect(activity.query.connection).toBe('one');
  expect(activity.filtered).toBe(false);
  activity.change({ connection: null });
  expect(activity.atHome).toBe(false);
  expect(activity.filtered).toBe(false);
  await activity.open('one');
  expect(activity.query.connection).toBeNull();
  await activity.open('two');
  expect(activity.query.connection).toBe('two');
  await vi.waitFor(() => {
    expect(asked.at(-1)?.connection).toBe('two');
  });
});

describe('a line of Activity', () => {
  afterEach(clearPage);

  const shownUnder = (connection: string | null): HTMLElement => {
    const app = new App(backendWith({}));
    const { connection: northgate } = connectionStatus();
    app.connections.all = [
      northgate,
      { ...northgate, id: 'two', name: 'Lakeshore', color: 'plum' },
    ];
    app.activity.query = { ...app.activity.query, connection };
    const entry = { record: { ...record(5), connection: 'two', connectionName: 'Lakeshore' } };
    const props = { entry: { ...entry, bulk: null, part: false }, day: null, ontoggle: () => {} };
    show(app, Line, props);
    return document.body;
  };

  test('says under which connection it was done, with its colour, where all are shown', () => {
    const shown = shownUnder(null).querySelector('.of-connection');
    expect(shown?.textContent).toContain('Lakeshore');
    expect(shown?.classList.contains('conn-plum')).toBe(true);
  });

  test('does not say so where only one connection is shown', () => {
    expect(shownUnder('two').textContent).not.toContain('Lakeshore');
  });
});
