// Ways into, between and out of connections, with the questions they ask. Signing in itself is in
// sign-in.svelte.ts, the connections in connections.svelte.ts.
import type { ConnectionSummary } from '../backend';
import { t } from '../messages';
import type { App } from './app.svelte';
import { mayDropFile } from './import-moves';
import { mayDropFormOf } from './new-account-moves';
import { SignIn } from './sign-in.svelte';

/** Opens the Connect screen: for a new connection, or for one that is signed in to again. */
export function connect(app: App, again: ConnectionSummary | null = null): void {
  app.leaveSignIn();
  // What is written about an account goes to the connection that is open now.
  void app.panel.flush();
  const taken = app.connections.all.map((it) => it.color);
  app.signIn = new SignIn(app.backend, again, taken);
}

/** Leaves the Connect screen; asks when something would be lost. */
export async function leaveConnect(app: App): Promise<void> {
  // It is being stored: a moment later there is a connection, and its list.
  if (app.signIn?.keeping) return;
  if (app.signIn?.dirty) {
    const drop = await app.questions.ask({
      title: t('drop-sign-in-title'),
      text: t('drop-sign-in-text'),
      confirm: t('drop-sign-in-confirm'),
      cancel: t('drop-form-cancel'),
      damage: false,
    });
    if (!drop) return;
  }
  app.leaveSignIn();
}

/** A sign-in was kept: its list is shown. */
export async function connected(app: App): Promise<void> {
  app.leaveSignIn();
  await app.switched(() => app.connections.read());
}

export async function select(app: App, connection: ConnectionSummary): Promise<void> {
  // An open file belongs to the connection it was opened under.
  if (!(await mayDropFile(app))) return;
  await app.switched(() => app.connections.select(connection));
}

export async function openSample(app: App): Promise<void> {
  if (app.openingSample || !(await mayDropFile(app))) return;
  app.openingSample = true;
  app.leaveSignIn();
  await app.switched(async () => {
    await app.backend.openSampleData();
    await app.connections.read();
  });
  app.openingSample = false;
}

export async function signOut(app: App, connection: ConnectionSummary): Promise<void> {
  const yes = await app.questions.ask({
    title: t('sign-out-title', { name: connection.name }),
    text: t('sign-out-text'),
    confirm: t('sign-out-confirm'),
    cancel: t('cancel'),
    damage: false,
  });
  if (yes) await app.attempt(() => app.connections.signOut(connection.id));
}

export async function removeConnection(app: App, connection: ConnectionSummary): Promise<void> {
  const yes = await app.questions.ask({
    title: t('remove-connection-title', { name: connection.name }),
    text: t('remove-connection-text'),
    confirm: t('remove-connection-confirm'),
    cancel: t('cancel'),
    damage: true,
  });
  if (!yes || !(await mayDropFormOf(app, connection.id))) return;
  const wasCurrent = app.connections.current?.id === connection.id;
  await app.attempt(async () => {
    await app.connections.remove(connection.id);
    app.newAccounts.forget(connection.id);
    if (wasCurrent) await app.switched(() => app.connections.read());
  });
}
