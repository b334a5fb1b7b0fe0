// Everything a person can do from anywhere, once: with its name, its key, and why it cannot be
// done just now. The palette, the shortcuts, the foot bar and the context menu all read this.
import type { AccountId, AccountStatus, TargetStatus } from '../backend';
import type { IconName } from '../components/icons';
import { number } from '../lib/format';
import { t } from '../messages';
import type { App, Place } from './app.svelte';
import { connect, select, signOut } from './connection-moves';
import { openExport } from './export-moves';
import { openImport } from './import-moves';
import { listActions } from './list-actions';

export type ActionGroup = 'chosen' | 'do' | 'go' | 'list' | 'connections' | 'look';

export interface Action {
  id: string;
  group: ActionGroup;
  label: string;
  icon: IconName;
  keys?: string;
  /** The keys act on what is ticked or open: only with the list in sight, never out of a field. */
  ofList?: true;
  /** Why it cannot be done now; null when it can. */
  why: string | null;
  run: () => void;
}

/** The accounts that an action would change: the ticked ones, else the open one. */
export interface Subject {
  ids: AccountId[];
  statuses: Set<AccountStatus> | null;
}

export function subjectOf(app: App): Subject {
  const { selection, panel } = app;
  if (selection.count > 0) return { ids: selection.ids, statuses: selection.statuses };
  const { detail } = panel;
  if (app.place === 'accounts' && detail) {
    return { ids: [detail.row.id], statuses: new Set([detail.row.status]) };
  }
  return { ids: [], statuses: new Set() };
}

const only = (statuses: Set<AccountStatus>, ...these: AccountStatus[]): boolean =>
  statuses.size > 0 && [...statuses].every((it) => these.includes(it));

function whyNotChange(app: App, subject: Subject, target: TargetStatus): string | null {
  const general = app.connections.whyNot('changeStatus');
  if (general) return general;
  const { ids, statuses } = subject;
  if (ids.length === 0) return t('why-none-chosen');
  if (!statuses) return null;
  const count = ids.length;
  if (only(statuses, 'deleted')) return t('why-deleted', { count });
  if (target === 'blocked' && only(statuses, 'blocked')) return t('why-all-blocked', { count });
  if (target === 'blocked' && only(statuses, 'blocked', 'removed')) {
    return t('why-removed-not-blocked', { count });
  }
  if (target === 'removed' && only(statuses, 'removed')) return t('why-all-removed', { count });
  if (target === 'active' && !statuses.has('blocked') && !statuses.has('removed')) {
    return t('why-none-blocked', { count });
  }
  return null;
}

/** Block, unblock and remove, for the accounts given. */
export function statusActions(app: App, subject: Subject): Action[] {
  const { ids, statuses } = subject;
  const restores = statuses !== null && statuses.has('removed') && !statuses.has('blocked');
  const change = (target: TargetStatus): (() => void) => {
    return () => {
      app.changeStatus(ids, target);
    };
  };
  return [
    {
      id: 'block',
      group: 'chosen',
      label: t('action-block'),
      icon: 'ban',
      keys: 'mod+b',
      ofList: true,
      why: whyNotChange(app, subject, 'blocked'),
      run: change('blocked'),
    },
    {
      id: 'unblock',
      group: 'chosen',
      label: restores ? t('action-restore') : t('action-unblock'),
      icon: 'undo',
      keys: 'mod+u',
      ofList: true,
      why: whyNotChange(app, subject, 'active'),
      run: change('active'),
    },
    {
      id: 'remove',
      group: 'chosen',
      label: t('action-remove'),
      icon: 'x',
      why: whyNotChange(app, subject, 'removed'),
      run: change('removed'),
    },
  ];
}

/** Export the entries of the accounts given; with none, of those that the form then says. */
export function exportEntries(app: App, subject: Subject): Action {
  const { detail } = app.panel;
  const { ids } = subject;
  const ticked = ids.length > 0 && ids.every((id) => app.selection.has(id));
  return {
    id: 'exportEntries',
    group: ids.length > 0 ? 'chosen' : 'do',
    label: t('action-export-entries'),
    icon: 'export',
    keys: 'mod+e',
    // Among exports it opens the form, which says whose entries it is about.
    ...(ids.length > 0 && app.place !== 'exports' ? { ofList: true } : {}),
    why: app.connections.whyNotRead('exportEntries'),
    run: () => {
      const name = ids.length === 1 && detail && detail.row.id === ids[0] ? detail.row.name : null;
      openExport(app, ids.length === 0 || ticked ? null : { ids, name });
    },
  };
}

export function copyIds(app: App, ids: AccountId[]): Action {
  return {
    id: 'copyIds',
    group: 'chosen',
    label: ids.length > 1 ? t('action-copy-ids') : t('action-copy-id'),
    icon: 'copy',
    keys: 'mod+shift+c',
    ofList: true,
    why: ids.length === 0 ? t('why-none-chosen') : null,
    run: () => {
      const what = t('copied-ids', { count: ids.length, total: number(ids.length) });
      void app.copy(ids.join('\n'), what);
    },
  };
}

function goTo(app: App, place: Place, icon: IconName, label: string, keys?: string): Action {
  return {
    id: `go-${place}`,
    group: 'go',
    label,
    icon,
    ...(keys ? { keys } : {}),
    why: null,
    run: () => {
      app.go(place);
    },
  };
}

/** All of them, in the order of the palette. */
export function actionsOf(app: App): Action[] {
  const subject = subjectOf(app);
  const { connections } = app;
  const current = connections.current;
  const doing: Action[] = [
    {
      id: 'newAccount',
      group: 'do',
      label: t('new-account'),
      icon: 'plus',
      keys: 'mod+n',
      why: connections.whyNot('createAccounts'),
      run: () => {
        app.go('newAccount');
      },
    },
    ...fileActions(app),
    {
      id: 'search',
      group: 'do',
      label: t('action-search'),
      icon: 'search',
      keys: 'mod+f',
      why: null,
      run: () => {
        app.go('accounts');
        queueMicrotask(() => document.querySelector<HTMLInputElement>('#search')?.focus());
      },
    },
    {
      id: 'selectAll',
      group: 'do',
      label: t('action-select-all', { total: number(app.accounts.total) }),
      icon: 'check',
      why: app.accounts.total === 0 ? t('why-no-accounts') : null,
      run: () => {
        app.go('accounts');
        void app.selection.chooseAll();
      },
    },
    {
      id: 'refresh',
      group: 'do',
      label: t('refresh'),
      icon: 'refresh',
      keys: 'mod+r',
      why: connections.status?.state.kind === 'signedOut' ? t('why-signed-out') : null,
      run: () => {
        app.refresh();
      },
    },
  ];
  const going: Action[] = [
    goTo(app, 'accounts', 'accounts', t('accounts'), 'mod+1'),
    goTo(app, 'exports', 'export', t('exports'), 'mod+2'),
    goTo(app, 'activity', 'activity', t('activity'), 'mod+3'),
    goTo(app, 'jobs', 'jobs', t('jobs'), 'mod+4'),
    goTo(app, 'settings', 'settings', t('settings'), 'mod+,'),
    ...app.views.map((view): Action => ({
      id: `view-${view.id}`,
      group: 'go',
      label: t('action-show-view', { name: view.name }),
      icon: 'accounts',
      why: null,
      run: () => {
        app.go('accounts');
        app.accounts.change(view.query);
      },
    })),
  ];
  const connecting: Action[] = [
    {
      id: 'connect',
      group: 'connections',
      label: t('action-connect'),
      icon: 'server',
      why: null,
      run: () => {
        connect(app);
      },
    },
    ...connections.all
      .filter((it) => it.id !== current?.id)
      .map((it): Action => ({
        id: `connection-${it.id}`,
        group: 'connections',
        label: t('action-switch-to', { name: it.name, server: it.server }),
        icon: 'updown',
        why: null,
        run: () => {
          void select(app, it);
        },
      })),
  ];
  if (current) {
    connecting.push({
      id: 'signIn',
      group: 'connections',
      label: t('action-sign-in-again'),
      icon: 'key',
      why: current.sample ? t('why-sample') : null,
      run: () => {
        connect(app, current);
      },
    });
    connecting.push({
      id: 'signOut',
      group: 'connections',
      label: t('action-sign-out', { name: current.name }),
      icon: 'signout',
      why: current.sample
        ? t('why-sample')
        : connections.status?.state.kind === 'signedOut'
          ? t('why-signed-out-already')
          : null,
      run: () => void signOut(app, current),
    });
  }
  return [
    ...undoing(app),
    ...statusActions(app, subject),
    exportEntries(app, subject),
    copyIds(app, subject.ids),
    ...doing,
    ...going,
    ...listActions(app),
    ...connecting,
    ...lookActions(app),
  ];
}

/** Taking back what a toast still offers to take back. */
function undoing(app: App): Action[] {
  const toast = app.toasts.undoable;
  if (!toast) return [];
  const run = (): void => {
    app.toasts.undo();
  };
  const label = t('action-undo', { what: toast.title });
  return [{ id: 'undo', group: 'do', label, icon: 'undo', keys: 'mod+z', why: null, run }];
}

/** A new account with what was typed as its name, where accounts can be created. */
export function newAccountNamed(app: App, name: string): Action | null {
  if (!name || app.connections.whyNot('createAccounts') !== null) return null;
  return {
    id: 'newAccountNamed',
    group: 'do',
    label: t('action-new-account-named', { name }),
    icon: 'plus',
    why: null,
    run: () => {
      app.go('newAccount');
      app.newAccount.startNamed(name);
    },
  };
}

/** What begins with a file or a list: many accounts at once. */
export function fileActions(app: App): Action[] {
  const { connections } = app;
  return [
    {
      id: 'import',
      group: 'do',
      label: t('action-import'),
      icon: 'import',
      keys: 'mod+i',
      why: connections.whyNot('createAccounts'),
      run: () => {
        void openImport(app, 'create');
      },
    },
    {
      id: 'changeDetails',
      group: 'do',
      label: t('action-change-details'),
      icon: 'pencil',
      why: connections.whyNot('actAsAccount'),
      run: () => {
        void openImport(app, 'edit');
      },
    },
    {
      id: 'fromList',
      group: 'do',
      label: t('action-from-list'),
      icon: 'check',
      keys: 'mod+shift+l',
      why: connections.status ? null : t('why-not-connected'),
      run: () => {
        app.named.show();
      },
    },
  ];
}

function lookActions(app: App): Action[] {
  const { preferences } = app;
  const change = (id: string, label: string, values: Parameters<typeof preferences.change>[0]) =>
    ({
      id,
      group: 'look',
      label,
      icon: 'settings',
      why: null,
      run: () => {
        preferences.change(values);
        app.applyLook();
      },
    }) satisfies Action;
  return [
    change('theme-light', t('action-theme-light'), { theme: 'light' }),
    change('theme-dark', t('action-theme-dark'), { theme: 'dark' }),
    change('theme-system', t('action-theme-system'), { theme: 'system' }),
    change('density-comfortable', t('action-comfortable'), { density: 'comfortable' }),
    change('density-compact', t('action-compact'), { density: 'compact' }),
    {
      id: 'diagnostics',
      group: 'look',
      label: t('action-diagnostics'),
      icon: 'copy',
      why: null,
      run: () => {
        void app.copyDiagnostics();
      },
    },
  ];
}
