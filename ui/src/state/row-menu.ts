// What the context menu of the list offers: for the account pointed at, or for all that are
// ticked when it is among them.
import type { AccountRow } from '../backend';
import type { MenuItem } from '../components/menu-item';
import { t } from '../messages';
import { copyIds, exportEntries, statusActions, type Subject } from './actions';
import type { App } from './app.svelte';

function subjectOf(app: App, row: AccountRow): Subject {
  const { selection } = app;
  if (!selection.has(row.id)) return { ids: [row.id], statuses: new Set([row.status]) };
  return { ids: selection.ids, statuses: selection.statuses };
}

/** With how many accounts it is for. */
export function rowMenu(app: App, row: AccountRow): { count: number; items: MenuItem[] } {
  const subject = subjectOf(app, row);
  const count = subject.ids.length;
  const alone = count === 1;
  const items: MenuItem[] = [];
  if (alone) {
    items.push({
      id: 'open',
      label: t('open-account'),
      icon: 'accounts',
      run: () => {
        app.panel.show(row.id);
      },
    });
  }
  const writes = app.connections.readOnly ? [] : statusActions(app, subject);
  items.push(
    ...writes.map((it, at) => ({
      ...it,
      apart: at === 0 && alone,
      damage: it.id === 'remove',
    })),
  );
  items.push({ ...exportEntries(app, subject), apart: true });
  items.push(copyIds(app, subject.ids));
  if (alone && row.adminEmail) {
    items.push({
      id: 'copyEmail',
      label: t('copy-email'),
      icon: 'copy',
      run: () => void app.copy(row.adminEmail, t('email')),
    });
  }
  return { count, items };
}
