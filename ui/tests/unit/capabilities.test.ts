// What a connection may do, as it is shown: what Roster does with it, and nothing that it does not.
import { afterEach, expect, test } from 'vitest';
import type { Capability, CapabilityKind } from '../../src/backend';
import Capabilities from '../../src/components/Capabilities.svelte';
import { t } from '../../src/messages';
import { App } from '../../src/state/app.svelte';
import { backendWith } from './backend';
import { clearPage, show } from './show';

afterEach(clearPage);

const lines = (kinds: CapabilityKind[], allowed: boolean): string[] => {
  const capabilities = kinds.map((kind): Capability => ({ kind, allowed, remark: null }));
  show(new App(backendWith({})), Capabilities, { capabilities });
  return [...document.querySelectorAll('.can li')].map((it) => it.textContent.trim());
};

test('a right is called by what Roster does with it, once', () => {
  expect(lines(['actAsAccount', 'exportEntries'], true)).toEqual([t('may-edit'), t('may-export')]);
});

test('a right that is missing is said to be', () => {
  expect(lines(['actAsAccount'], false)).toEqual([`${t('may-edit')}: ${t('not-allowed')}`]);
});
