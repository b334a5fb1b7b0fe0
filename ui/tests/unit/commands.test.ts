// Commands by key and from the palette: where they act, and what is offered at all.
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { AccountPage, Backend } from '../../src/backend';
import { actionsOf } from '../../src/state/actions';
import { App } from '../../src/state/app.svelte';
import { tellSingle } from '../../src/state/job-moves';
import { pressed } from '../../src/state/shortcuts';
import { t } from '../../src/messages';
import { backendWith, connectionStatus, job, problem, refuse, statusPlan } from './backend';

function appWith(answers: Partial<Backend> = {}): App {
  const app = new App(
    backendWith({
      listAccountIds: () => Promise.resolve([1]),
      planStatusChange: () => Promise.resolve(statusPlan()),
      listJobs: () => Promise.resolve([]),
      ...answers,
    }),
  );
  app.phase = 'inside';
  app.connections.status = connectionStatus();
  return app;
}

function press(app: App, key: string, target: HTMLElement = document.body): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, ctrlKey: true, cancelable: true });
  Object.defineProperty(event, 'target', { value: target });
  pressed(app, event);
  return event;
}

const labelsOf = (app: App): string[] => actionsOf(app).map((it) => it.label);

afterEach(() => {
  document.body.replaceChildren();
});

describe('Ctrl+B', () => {
  test('acts on what is ticked only with the list in sight, and never out of a text field', () => {
    const app = appWith();
    app.selection.choose([1]);
    app.place = 'jobs';
    press(app, 'b');
    expect(app.statusChange.phase).toBeNull();
    app.place = 'accounts';
    press(app, 'b', document.createElement('input'));
    expect(app.statusChange.phase).toBeNull();
    press(app, 'b');
    expect(app.statusChange.phase).toBe('planning');
  });

  test('the palette offers it from anywhere', () => {
    const app = appWith();
    app.selection.choose([1]);
    app.place = 'jobs';
    actionsOf(app)
      .find((it) => it.id === 'block')
      ?.run();
    expect(app.statusChange.phase).toBe('planning');
  });
});

describe('undo', () => {
  test('is a key and a command while the toast lasts, and leaves fields their own', () => {
    const undoJob = vi.fn(() => Promise.resolve(job({ id: 2 })));
    const app = appWith({ undoJob });
    expect(labelsOf(app).some((it) => it.startsWith('Undo'))).toBe(false);
    tellSingle(app, job({ canUndo: true, onlyAccount: 'Acme' }));
    const said = app.toasts.all[0]?.title ?? '';
    expect(labelsOf(app)).toContain(t('action-undo', { what: said }));
    const typed = press(app, 'z', document.createElement('textarea'));
    expect(typed.defaultPrevented).toBe(false);
    expect(undoJob).not.toHaveBeenCalled();
    press(app, 'z');
    expect(undoJob).toHaveBeenCalledTimes(1);
    expect(app.toasts.all).toHaveLength(0);
    press(app, 'z');
    expect(undoJob).toHaveBeenCalledTimes(1);
  });
});

describe('the palette', () => {
  test('narrows and names the list, signs out and writes Activity', () => {
    const app = appWith();
    app.accounts.labels = ['Schools'];
    expect(labelsOf(app)).toEqual(
      expect.arrayContaining([
        t('action-show-label', { label: 'Schools' }),
        t('clear-filters'),
        t('view-save'),
        t('action-columns'),
        t('action-mark-seen'),
        t('action-export-activity'),
        t('action-sign-out', { name: 'Northgate' }),
      ]),
    );
    const clear = actionsOf(app).find((it) => it.id === 'clearFilters');
    expect(clear?.why).toBe(t('why-no-filters'));
  });

  test('does not say that no account is found when they could not be searched', async () => {
    const listAccounts = vi.fn(() => refuse(problem('disk')));
    const app = appWith({ listAccounts });
    app.accounts.rows.page = {} as AccountPage;
    app.palette.show();
    await app.palette.type('acme');
    expect(app.palette.unreadable).toBe(true);
    await app.palette.type('');
    expect(app.palette.unreadable).toBe(false);
  });

  test('says why a key does nothing without interrupting what is read out', () => {
    const app = appWith();
    press(app, 'b');
    expect(app.toasts.all[0]?.title).toBe(t('why-none-chosen'));
    expect(app.toasts.all[0]?.urgent).toBe(false);
  });
});
