// What can be done with the list of accounts as a whole, and with Activity, from the palette: what
// is shown of them, under which name that is kept, and writing it down.
import { number } from '../lib/format';
import { hasFilters, sameQuestion, withoutFilters } from '../lib/query';
import { t } from '../messages';
import type { Action } from './actions';
import { writeActivity } from './activity-moves';
import type { App } from './app.svelte';

export function listActions(app: App): Action[] {
  const { accounts } = app;
  const { query } = accounts;
  const changed = accounts.rows.page?.changed ?? 0;
  const saved = app.views.some((it) => sameQuestion(it.query, query));
  const onList = (id: string, icon: Action['icon'], label: string, run: () => void): Action => ({
    id,
    group: 'list',
    label,
    icon,
    why: accounts.known ? null : t('why-no-accounts'),
    run: () => {
      app.go('accounts');
      run();
    },
  });
  const actions: Action[] = [];
  if (query.onlyChanged) {
    actions.push(
      onList('allChanges', 'accounts', t('action-not-only-changed'), () => {
        accounts.change({ onlyChanged: false });
      }),
    );
  } else {
    const words = t('action-only-changed', { count: changed, total: number(changed) });
    const only = onList('onlyChanged', 'accounts', words, () => {
      accounts.change({ onlyChanged: true });
    });
    actions.push(changed > 0 ? only : { ...only, why: t('why-nothing-changed') });
  }
  const seen = onList('markSeen', 'check', t('action-mark-seen'), () => {
    void app.attempt(() => accounts.markChangesSeen());
  });
  actions.push(changed > 0 ? seen : { ...seen, why: t('why-nothing-changed') });
  for (const label of accounts.labels) {
    if (label === query.label) continue;
    actions.push(
      onList(`label-${label}`, 'accounts', t('action-show-label', { label }), () => {
        accounts.change({ label });
      }),
    );
  }
  const clear = onList('clearFilters', 'x', t('clear-filters'), () => {
    accounts.change(withoutFilters(query));
  });
  actions.push(hasFilters(query) ? clear : { ...clear, why: t('why-no-filters') });
  const save = onList('saveView', 'plus', t('view-save'), () => {
    app.namingView = true;
  });
  actions.push(saved ? { ...save, why: t('why-view-saved') } : save);
  actions.push(
    onList('columns', 'columns', t('action-columns'), () => {
      app.choosingColumns = true;
    }),
  );
  actions.push({
    id: 'exportActivity',
    group: 'list',
    label: t('action-export-activity'),
    icon: 'export',
    why: app.activity.exporting ? t('why-exporting') : null,
    run: () => {
      app.go('activity');
      void writeActivity(app);
    },
  });
  return actions;
}
