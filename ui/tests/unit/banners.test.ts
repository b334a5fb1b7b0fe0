// What stands over every screen while something lasts: what is wrong, and what to do about it.
import { afterEach, expect, test } from 'vitest';
import type { ConnectionState } from '../../src/backend';
import Banners from '../../src/screens/frame/Banners.svelte';
import { App } from '../../src/state/app.svelte';
import { backendWith, connectionStatus, problem } from './backend';
import { clearPage, show } from './show';

afterEach(clearPage);

const nextStep = 'Wait a few minutes and try again.';

function shownIn(state: ConnectionState): string {
  const app = new App(backendWith({}));
  app.connections.status = connectionStatus({ state });
  show(app, Banners, {});
  return document.querySelector('.banner')?.textContent ?? '';
}

test('no connection says which server, why, and what to do', () => {
  const busy = problem('offline', 'kaltura.example.edu is overloaded.');
  const words = shownIn({
    kind: 'offline',
    problem: { ...busy, detail: { ...busy.detail, nextStep } },
  });
  expect(words).toContain('kaltura.example.edu is overloaded. Wait a few minutes and try again.');
  expect(words).not.toContain('You are offline');
});

test('who is signed out is told what to do, where there is more to it than signing in', () => {
  const expired = problem('signInNeeded', 'This app token has expired.');
  const words = shownIn({
    kind: 'signedOut',
    problem: { ...expired, detail: { ...expired.detail, nextStep } },
  });
  expect(words).toContain('This app token has expired. Wait a few minutes and try again.');
});
