// What Settings say of a connection: who is signed in, who was, and what is kept of it.
import { afterEach, expect, test } from 'vitest';
import type { ConnectionState, ConnectionSummary } from '../../src/backend';
import { t } from '../../src/messages';
import ConnectionLine from '../../src/screens/settings/ConnectionLine.svelte';
import { App } from '../../src/state/app.svelte';
import { backendWith, connectionStatus } from './backend';
import { clearPage, show } from './show';

afterEach(clearPage);

/** The line of a connection, while the one called `one` is open. */
function line(change: Partial<ConnectionSummary>, state: ConnectionState = { kind: 'ready' }) {
  const app = new App(backendWith({}));
  const { connection } = connectionStatus();
  app.connections.status = connectionStatus({ state });
  show(app, ConnectionLine, { connection: { ...connection, ...change }, onedit: () => undefined });
  const buttons = [...document.querySelectorAll('button')].map((it) => it.textContent);
  return { words: document.querySelector('.hint:last-child')?.textContent, buttons };
}

const person = 'Mira';

test('who is signed in until quitting is said where it is open', () => {
  const { words, buttons } = line({ kept: false });
  expect(words).toBe(t('kept-password', { person }));
  expect(buttons).toContain(t('sign-out'));
});

test('who is signed out is not said to be signed in', () => {
  const { words, buttons } = line({ kept: false }, { kind: 'signedOut', problem: null });
  expect(words).toBe(t('kept-signed-out', { person }));
  expect(buttons).not.toContain(t('sign-out'));
  expect(buttons).toContain(t('sign-in-dots'));
});

test('of another connection, of which nothing is kept, only who was signed in is said', () => {
  const { words, buttons } = line({ id: 'two', kept: false });
  expect(words).toBe(t('kept-nothing', { person }));
  expect(buttons).not.toContain(t('sign-out'));
});

test('another connection that is kept can be signed out of', () => {
  const { words, buttons } = line({ id: 'two' });
  expect(words).toBe(t('kept-app-token', { person }));
  expect(buttons).toContain(t('sign-out'));
});
