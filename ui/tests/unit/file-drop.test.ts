// Files that are dragged over the window, against a backend made up for each test.
import { describe, expect, test, vi } from 'vitest';
import type { Backend, ConnectionStatus } from '../../src/backend';
import { App } from '../../src/state/app.svelte';
import { backendWith, problem, refuse, settle } from './backend';

const unreadable = () => refuse(problem('other', 'No such file'));

function appWith(answers: Partial<Backend> = {}): App {
  const app = new App(backendWith({ openImport: unreadable, ...answers }));
  app.phase = 'inside';
  app.connections.status = {
    connection: { id: 'one', name: 'One', readOnly: false },
    state: { kind: 'ready' },
    capabilities: [],
  } as unknown as ConnectionStatus;
  return app;
}

describe('a file over the window', () => {
  test('is for an import, for the list that is open, or for nothing', () => {
    const app = appWith();
    app.fileDrop.told({ kind: 'over' });
    expect(app.fileDrop.aim).toBe('create');
    app.fileDrop.told({ kind: 'left' });
    expect(app.fileDrop.aim).toBeNull();

    app.named.show();
    app.fileDrop.told({ kind: 'over' });
    expect(app.fileDrop.aim).toBe('list');

    app.palette.open = true;
    app.fileDrop.told({ kind: 'over' });
    expect(app.fileDrop.aim).toBeNull();
  });

  test('is for nothing where nothing may be created', () => {
    const app = appWith();
    const { status } = app.connections;
    if (status)
      app.connections.status = { ...status, connection: { ...status.connection, readOnly: true } };
    app.fileDrop.told({ kind: 'over' });
    expect(app.fileDrop.aim).toBeNull();
  });
});

describe('a file that is dropped', () => {
  test('is opened for an import', async () => {
    const openImport = vi.fn(unreadable);
    const app = appWith({ openImport });
    app.fileDrop.told({ kind: 'dropped', path: '/tmp/schools.xlsx' });
    await settle();
    expect(app.place).toBe('import');
    expect(openImport).toHaveBeenCalledWith('/tmp/schools.xlsx', 'create', expect.anything());
    expect(app.imports.problem?.message).toBe('No such file');
  });

  test('is for changes where these are open', async () => {
    const openImport = vi.fn(unreadable);
    const app = appWith({ openImport });
    app.imports.begin('edit');
    app.go('import');
    app.fileDrop.told({ kind: 'dropped', path: '/tmp/phones.csv' });
    await settle();
    expect(openImport).toHaveBeenCalledWith('/tmp/phones.csv', 'edit', expect.anything());
  });

  test('waits for the answer when something fixed by hand would be lost', async () => {
    const openImport = vi.fn(unreadable);
    const app = appWith({ openImport, closeImport: () => Promise.resolve(null) });
    app.go('import');
    app.imports.summary = {} as never;
    app.imports.dirty = true;
    app.fileDrop.told({ kind: 'dropped', path: '/tmp/other.csv' });
    await settle();
    expect(app.questions.open).not.toBeNull();
    app.questions.answer(false);
    await settle();
    expect(openImport).not.toHaveBeenCalled();
  });

  test('goes into the list that is open', async () => {
    const readAccountListFile = vi.fn(unreadable);
    const app = appWith({ readAccountListFile });
    app.named.show();
    app.fileDrop.told({ kind: 'dropped', path: '/tmp/ids.txt' });
    await settle();
    expect(readAccountListFile).toHaveBeenCalledWith('/tmp/ids.txt');
    expect(app.named.file).toBe('ids.txt');
  });

  test('has to be one file', () => {
    const app = appWith();
    app.fileDrop.told({ kind: 'dropped', path: null });
    expect(app.toasts.all.map((it) => it.tone)).toEqual(['failed']);
    expect(app.place).toBe('accounts');
  });
});
