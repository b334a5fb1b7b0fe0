// Another import that is not through yet, in the words for how it stands.
import { flushSync } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import type { JobSnapshot } from '../../src/backend';
import WaitingImport from '../../src/screens/import/WaitingImport.svelte';
import { t } from '../../src/messages';
import { App } from '../../src/state/app.svelte';
import { backendWith, connectionStatus, job } from './backend';
import { clearPage, show } from './show';

afterEach(clearPage);

test('says how the other one stands, and is not read aloud each time that it moves', () => {
  const app = new App(backendWith({}));
  app.connections.status = connectionStatus();
  const kind = { kind: 'import', fileName: 'a.xlsx' } as unknown as JobSnapshot['kind'];
  const stands = (state: JobSnapshot['state']): string => {
    app.jobs.all = [job({ kind, state })];
    flushSync();
    return document.querySelector('.banner p')?.textContent ?? '';
  };
  show(app, WaitingImport, {});
  const values = { file: 'a.xlsx', left: '2', total: '2' };
  expect(stands('running')).toBe(t('importing-other-running', values));
  expect(document.querySelector('.banner')?.getAttribute('role')).toBe('note');
  expect(stands('queued')).toBe(t('importing-other-queued', values));
  expect(stands('paused')).toBe(t('importing-other-waiting', values));
  expect(stands('cancelling')).toBe(t('importing-other-stopping', values));
  expect(stands('interrupted')).toBe(t('importing-other-interrupted', values));
  expect(stands('finished')).toBe('');
});
