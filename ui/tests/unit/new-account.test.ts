// A new account and the connection it belongs to: what another connection never sees of it, and
// what is asked before something of it is lost.
import { describe, expect, test, vi } from 'vitest';
import type { AccountRow, Backend, CreatedAccount } from '../../src/backend';
import { App } from '../../src/state/app.svelte';
import { leaveNewAccount } from '../../src/state/new-account-moves';
import { t } from '../../src/messages';
import { backendWith, connectionStatus, problem, refuse, settle } from './backend';

const row = (id: number): AccountRow => ({
  id,
  name: 'Acme',
  status: 'active',
  statusNumber: 1,
  template: false,
  adminName: 'Dana',
  adminEmail: 'dana@acme.example',
  phone: '',
  website: '',
  referenceId: '',
  createdAt: 0,
  labels: [],
  change: null,
});

const created = (change: Partial<CreatedAccount> = {}): CreatedAccount => ({
  account: row(7),
  firstPassword: 'correct horse',
  welcomeEmailSent: false,
  loginExisted: false,
  foundAfterLostAnswer: false,
  ...change,
});

const under = (id: string) => {
  const { connection } = connectionStatus();
  return connectionStatus({ connection: { ...connection, id, parentName: `Parent ${id}` } });
};

function appUnder(id: string, answers: Partial<Backend> = {}): App {
  const app = new App(
    backendWith({
      checkNewAccount: () => Promise.resolve({ remarks: [], quota: null, overQuota: false }),
      validateNewAccount: () => Promise.resolve(null),
      listTemplates: () => Promise.resolve([]),
      createAccount: () => refuse(problem('unclear', 'The answer was lost')),
      ...answers,
    }),
  );
  app.connections.status = under(id);
  app.connections.all = [under('a').connection, under('b').connection];
  app.place = 'newAccount';
  return app;
}

test('pressed twice, an account is created once', async () => {
  const createAccount = vi.fn(() => Promise.resolve(created()));
  const app = appUnder('a', { createAccount });
  await Promise.all([app.newAccount.create(), app.newAccount.create()]);
  expect(createAccount).toHaveBeenCalledTimes(1);
});

test('after a form that needed a change, it is sent at the next press', async () => {
  const createAccount = vi.fn(() => Promise.resolve(created()));
  const error = {
    field: 'name',
    severity: 'error',
    message: 'Enter a name',
    accounts: [],
  } as const;
  const checkNewAccount = vi
    .fn()
    .mockResolvedValueOnce({ remarks: [error], quota: null, overQuota: false })
    .mockResolvedValue({ remarks: [], quota: null, overQuota: false });
  const app = appUnder('a', { createAccount, checkNewAccount });
  await app.newAccount.create();
  expect(createAccount).not.toHaveBeenCalled();
  await app.newAccount.create();
  expect(createAccount).toHaveBeenCalledTimes(1);
});

describe('under another connection', () => {
  test('an account whose end is not known is not asked about, nor its consent kept', async () => {
    const lookUpLostAccount = vi.fn(() => Promise.resolve(null));
    const app = appUnder('a', { lookUpLostAccount });
    app.newAccount.form.name = 'Acme';
    app.newAccount.beyondQuota = true;
    await app.newAccount.create();
    expect(app.newAccount.phase).toBe('unclear');

    app.connections.status = under('b');
    expect(app.newAccount.phase).toBe('editing');
    expect(app.newAccount.beyondQuota).toBe(false);
    expect(app.newAccount.form.name).toBe('');

    app.connections.status = under('a');
    expect(app.newAccount.phase).toBe('unclear');
    expect(app.newAccount.form.name).toBe('Acme');
    await app.newAccount.lookAgain();
    expect(lookUpLostAccount).toHaveBeenCalledWith('a', expect.objectContaining({ name: 'Acme' }));
  });

  test('the end of a creation is told, and shown only under its own', async () => {
    let answer: (it: CreatedAccount) => void = () => undefined;
    const app = appUnder('a', { createAccount: () => new Promise((done) => (answer = done)) });
    const form = app.newAccount;
    form.form.name = 'Acme';
    const creating = form.create();
    await settle();
    app.connections.status = under('b');
    answer(created());
    await creating;
    expect(app.newAccount.phase).toBe('editing');
    expect(app.toasts.all.map((it) => [it.title, it.text, it.actions.length])).toEqual([
      [t('created-title'), 'Acme', 0],
    ]);
    expect(form.phase).toBe('created');
    expect(app.closing.matters).toBe(true);
  });
});

describe('leaving the form', () => {
  test('says that nothing was created only while nothing was sent', async () => {
    const app = appUnder('a');
    app.newAccount.form.name = 'Acme';
    void leaveNewAccount(app);
    expect(app.questions.open?.text).toBe(t('drop-form-text'));
    app.questions.answer(false);

    await app.newAccount.create();
    void leaveNewAccount(app);
    expect(app.questions.open?.text).toBe(t('drop-unclear-text', { parent: 'Parent a' }));
    app.questions.answer(false);

    app.newAccount.phase = 'orphaned';
    void leaveNewAccount(app);
    expect(app.questions.open?.text).toBe(t('drop-orphaned-text'));
    app.questions.answer(false);
  });

  test('asks before a first password is lost that nobody has seen', async () => {
    const app = appUnder('a', { createAccount: () => Promise.resolve(created()) });
    app.newAccount.form.name = 'Acme';
    await app.newAccount.create();
    expect(app.closing.matters).toBe(true);
    const leaving = leaveNewAccount(app);
    expect(app.questions.open?.title).toBe(t('drop-password-title'));
    app.questions.answer(false);
    await leaving;
    expect(app.newAccount.created?.firstPassword).toBe('correct horse');

    // Gone elsewhere and back: it is still there to be seen.
    app.go('settings');
    app.go('newAccount');
    expect(app.newAccount.created?.firstPassword).toBe('correct horse');

    app.newAccount.passwordSeen = true;
    expect(app.closing.matters).toBe(false);
    await leaveNewAccount(app);
    expect(app.questions.open).toBeNull();
    expect(app.newAccount.created).toBeNull();
  });

  test('asks nothing about a password when the welcome e-mail replaces it', async () => {
    const app = appUnder('a', {
      createAccount: () => Promise.resolve(created({ welcomeEmailSent: true })),
    });
    app.newAccount.form.name = 'Acme';
    await app.newAccount.create();
    await leaveNewAccount(app);
    expect(app.questions.open).toBeNull();
    expect(app.place).toBe('accounts');
  });
});
