// The state classes against a backend made up for each test.
import { describe, expect, test, vi } from 'vitest';
import type { AccountCreation, AccountPage, AccountRow, StatusPlan } from '../../src/backend';
import { chunkSize } from '../../src/lib/virtual';
import { AccountList } from '../../src/state/accounts.svelte';
import { Connections } from '../../src/state/connections.svelte';
import { Jobs } from '../../src/state/jobs.svelte';
import { NewAccountForm } from '../../src/state/new-account.svelte';
import { AccountPanel } from '../../src/state/panel.svelte';
import { Preferences } from '../../src/state/preferences.svelte';
import { Selection } from '../../src/state/selection.svelte';
import { SignIn } from '../../src/state/sign-in.svelte';
import { StatusChangeFlow } from '../../src/state/status-change.svelte';
import { Windowed } from '../../src/state/windowed.svelte';
import { backendWith, connectionStatus, job, problem, refuse, settle, statusPlan } from './backend';

interface Page {
  total: number;
  rows: number[];
  generation: number;
}

describe('a long list', () => {
  const list = (total = 1000, generation = () => 1) => {
    const fetch = vi.fn((start: number, count: number) =>
      Promise.resolve<Page>({
        total,
        generation: generation(),
        rows: Array.from({ length: Math.min(count, total - start) }, (_, at) => start + at),
      }),
    );
    const rows = new Windowed<number, Page>(
      fetch,
      (page) => page.generation,
      () => 'no idea',
    );
    return { fetch, rows };
  };

  test('fetches only the chunks that are looked at, and each once', async () => {
    const { fetch, rows } = list();
    await rows.ask('top');
    rows.look({ first: 650, end: 680 });
    rows.look({ first: 655, end: 690 });
    await settle();
    expect(fetch.mock.calls).toEqual([
      [0, chunkSize],
      [650, chunkSize],
    ]);
    expect(rows.row(655)).toBe(655);
    expect(rows.row(300)).toBeUndefined();
  });

  test('shows the answer to the last question, whichever comes first', async () => {
    const answers: ((page: Page) => void)[] = [];
    const rows = new Windowed<number, Page>(
      () => new Promise((answer) => answers.push(answer)),
      (page) => page.generation,
      () => 'no idea',
    );
    const first = rows.ask('top');
    const second = rows.ask('top');
    answers[1]?.({ total: 1, rows: [2], generation: 1 });
    await second;
    answers[0]?.({ total: 1, rows: [1], generation: 1 });
    await first;
    expect(rows.row(0)).toBe(2);
  });

  test('asks again when the data changed between two chunks', async () => {
    let generation = 1;
    const { fetch, rows } = list(1000, () => generation);
    await rows.ask('top');
    generation = 2;
    rows.look({ first: 200, end: 210 });
    await settle();
    await settle();
    expect(rows.page?.generation).toBe(2);
    expect(fetch.mock.calls.length).toBeGreaterThan(2);
    expect(rows.row(205)).toBe(205);
  });

  test('keeps what is shown when asking again fails', async () => {
    let fails = false;
    const rows = new Windowed<number, Page>(
      () =>
        fails ? refuse(problem('disk')) : Promise.resolve({ total: 1, rows: [7], generation: 1 }),
      (page) => page.generation,
      () => 'no idea',
    );
    await rows.ask('top');
    fails = true;
    await rows.ask('same');
    expect(rows.row(0)).toBe(7);
    expect(rows.problem?.code).toBe('disk');
  });
});

const row = (id: number, status: AccountRow['status'] = 'active'): AccountRow => ({
  id,
  name: `Account ${String(id)}`,
  status,
  statusNumber: 1,
  template: false,
  adminName: '',
  adminEmail: '',
  phone: '',
  website: '',
  referenceId: '',
  createdAt: 0,
  labels: [],
  change: null,
});

function accountsOf(total: number) {
  const ids = Array.from({ length: total }, (_, at) => 100 + at);
  const backend = backendWith({
    listAccounts: (_query, start, count) =>
      Promise.resolve<AccountPage>({
        generation: 1,
        known: total,
        total,
        counts: { active: total, blocked: 0, removed: 0, readOnly: 0, deleted: 0, unknown: 0 },
        changed: 0,
        notFound: [],
        ambiguous: [],
        start,
        rows: ids.slice(start, start + count).map((id) => row(id)),
      }),
    listAccountIds: () => Promise.resolve(ids),
    listLabels: () => Promise.resolve([]),
    setPreferences: () => Promise.resolve(null),
  });
  const list = new AccountList(backend, new Preferences(backend));
  return { list, selection: new Selection(backend, list), ids, backend };
}

describe('the selection', () => {
  test('a range with Shift goes from the last tick, over rows that were never drawn', async () => {
    const { list, selection } = accountsOf(500);
    await list.start();
    selection.toggle(1);
    await selection.extendTo(350);
    expect(selection.count).toBe(350);
    expect(selection.has(101)).toBe(true);
    expect(selection.has(450)).toBe(true);
    expect(selection.has(100)).toBe(false);
  });

  test('a range that comes back unticks what it leaves, but nothing that was ticked before', async () => {
    const { list, selection } = accountsOf(500);
    await list.start();
    selection.toggle(6);
    selection.toggle(2);
    await selection.extendTo(8);
    expect(selection.count).toBe(7);
    await selection.extendTo(4);
    expect(selection.ids.sort()).toEqual([102, 103, 104, 106]);
    await selection.extendTo(450);
    await selection.extendTo(1);
    expect(selection.ids.sort()).toEqual([101, 102, 106]);
    expect(selection.statuses).toEqual(new Set(['active']));
  });

  test('knows which statuses are ticked without walking through all of them', async () => {
    const { list, selection } = accountsOf(3);
    await list.start();
    selection.toggle(0);
    expect(selection.statuses).toEqual(new Set(['active']));
    selection.choose([999]);
    expect(selection.statuses).toBeNull();
    selection.clear();
    expect(selection.statuses).toEqual(new Set());
  });

  test('select all ticks everything that matches, and says what is not known of it', async () => {
    const { list, selection } = accountsOf(500);
    await list.start();
    await selection.chooseAll();
    expect(selection.count).toBe(500);
    expect(selection.statuses).toBeNull();
  });

  test('counts what the present question hides', async () => {
    const { list, selection } = accountsOf(3);
    await list.start();
    selection.choose([999]);
    await selection.countHidden();
    expect(selection.hidden).toBe(1);
    selection.clear();
    expect(selection.hidden).toBe(0);
  });
});

describe('when rows come and go above', () => {
  test('the cursor and the start of a range stay with their accounts', async () => {
    const { list, selection, ids } = accountsOf(500);
    await list.start();
    selection.moveTo(3);
    expect(selection.current?.id).toBe(103);
    ids.unshift(1, 2);
    await list.again();
    expect(selection.cursor).toBe(5);
    expect(selection.current?.id).toBe(103);
    await selection.extendTo(6);
    expect(selection.ids.sort()).toEqual([103, 104]);
  });

  test('nobody else is acted on before the account is found again', async () => {
    const { list, selection, ids } = accountsOf(500);
    await list.start();
    selection.moveTo(3);
    ids.unshift(1, 2);
    await list.rows.ask('same');
    expect(selection.current).toBeUndefined();
  });

  test('the row with the keyboard is followed though no key was pressed in it, an unused one is not', async () => {
    const { list, selection, ids } = accountsOf(5);
    await list.start();
    ids.unshift(1);
    await list.again();
    expect(selection.cursor).toBe(0);
    selection.hold();
    ids.unshift(2);
    await list.again();
    expect(selection.cursor).toBe(1);
  });

  test('what was in sight stays in sight', async () => {
    const { list, ids } = accountsOf(500);
    await list.start();
    list.rowHeight = 32;
    list.scrollTop = 50 * 32 + 7;
    list.rows.look({ first: 44, end: 80 });
    await settle();
    ids.splice(10, 1);
    ids.unshift(1, 2, 3);
    await list.again();
    expect(list.scrollTop).toBe(52 * 32 + 7);
    expect(list.shifts).toBe(1);
  });

  test('an account that is gone leaves the keyboard at its place', async () => {
    const { list, selection, ids } = accountsOf(500);
    await list.start();
    selection.moveTo(3);
    ids.splice(3, 1);
    await list.again();
    expect(selection.cursor).toBe(3);
    expect(selection.current?.id).toBe(104);
  });
});

describe('the list', () => {
  test('sorts dates from the newest first, and the other way the second time', async () => {
    const { list } = accountsOf(3);
    await list.start();
    list.sortBy('name');
    expect(list.query.sort).toEqual({ column: 'name', descending: false });
    list.sortBy('createdAt');
    expect(list.query.sort).toEqual({ column: 'createdAt', descending: true });
    list.sortBy('createdAt');
    expect(list.query.sort.descending).toBe(false);
  });
});

describe('signing in', () => {
  const report = {
    signIn: 's1',
    method: 'password' as const,
    server: 'www.kaltura.com',
    parentId: 7,
    parentName: 'Northgate',
    person: 'Mira',
    checkedAt: 0,
    capabilities: [],
  };

  const typed = (signIn: SignIn): void => {
    signIn.parentId = '7';
    signIn.email = 'mira@northgate.example';
    signIn.password = 'secret';
  };

  test('marks what is missing and asks nobody', async () => {
    const signIn = new SignIn(backendWith({}), null, []);
    await signIn.check();
    expect(signIn.missing).toEqual(['email', 'password']);
  });

  test('asks for the code only when the server does, and sends it without blanks', async () => {
    const beginSignIn = vi
      .fn()
      .mockResolvedValueOnce({ kind: 'needsCode' })
      .mockResolvedValueOnce({ kind: 'signedIn', report });
    const signIn = new SignIn(backendWith({ beginSignIn }), null, []);
    typed(signIn);
    await signIn.check();
    expect(signIn.asksCode).toBe(true);
    signIn.code = '402 118';
    await signIn.check();
    expect(beginSignIn.mock.calls[1]?.[0].method.code).toBe('402118');
    expect(signIn.ready).toBe(true);
    expect(signIn.code).toBe('');
  });

  test('never tries a refused sign-in again by itself', async () => {
    const beginSignIn = vi.fn(() => refuse(problem('signInRefused')));
    const signIn = new SignIn(backendWith({ beginSignIn }), null, []);
    typed(signIn);
    await signIn.check();
    expect(beginSignIn).toHaveBeenCalledTimes(1);
    expect(signIn.marks('password')).toBe(true);
    expect(signIn.marks('server')).toBe(false);
  });

  test('a check no longer holds when something was changed after it', async () => {
    const beginSignIn = () => Promise.resolve({ kind: 'signedIn' as const, report });
    const signIn = new SignIn(backendWith({ beginSignIn }), null, []);
    typed(signIn);
    await signIn.check();
    signIn.password = 'another';
    expect(signIn.ready).toBe(false);
    expect(signIn.outOfDate).toBe(true);
  });

  test('offers to keep it until quitting when the keychain is missing, without a new sign-in', async () => {
    const keepSignIn = vi
      .fn()
      .mockImplementationOnce(() => refuse(problem('keychainMissing')))
      .mockResolvedValueOnce({ id: 'one' });
    const beginSignIn = vi.fn(() => Promise.resolve({ kind: 'signedIn' as const, report }));
    const signIn = new SignIn(backendWith({ beginSignIn, keepSignIn }), null, []);
    typed(signIn);
    await signIn.check();
    expect(await signIn.keep()).toBeNull();
    expect(signIn.keepProblem?.code).toBe('keychainMissing');
    expect(await signIn.keep('untilQuit')).toEqual({ id: 'one' });
    expect(beginSignIn).toHaveBeenCalledTimes(1);
    expect(signIn.password).toBe('');
  });

  test('ends the session of a check that is not kept', async () => {
    const discardSignIn = vi.fn(() => Promise.resolve(null));
    const beginSignIn = () => Promise.resolve({ kind: 'signedIn' as const, report });
    const signIn = new SignIn(backendWith({ beginSignIn, discardSignIn }), null, []);
    typed(signIn);
    await signIn.check();
    await signIn.leave();
    expect(discardSignIn).toHaveBeenCalledWith('s1');
  });

  test('ends a session that comes after the screen was left', async () => {
    const discardSignIn = vi.fn(() => Promise.resolve(null));
    let answer: (outcome: { kind: 'signedIn'; report: typeof report }) => void = () => undefined;
    const signIn = new SignIn(
      backendWith({ beginSignIn: () => new Promise((done) => (answer = done)), discardSignIn }),
      null,
      [],
    );
    typed(signIn);
    const checking = signIn.check();
    await signIn.leave();
    answer({ kind: 'signedIn', report });
    await checking;
    expect(discardSignIn).toHaveBeenCalledWith('s1');
    expect(signIn.report).toBeNull();
  });

  test('anything typed counts as something to lose, what stood there does not', () => {
    const again = { ...connectionStatus().connection, person: 'mira@northgate.example' };
    expect(new SignIn(backendWith({}), again, []).dirty).toBe(false);
    const signIn = new SignIn(backendWith({}), null, []);
    expect(signIn.dirty).toBe(false);
    signIn.email = 'mira@northgate.example';
    expect(signIn.dirty).toBe(true);
  });
});

describe('changing the status', () => {
  const plan = (change: Partial<StatusPlan> = {}): StatusPlan =>
    statusPlan({
      changing: [{ id: 1, name: 'Acme', status: 'active', template: false }],
      ...change,
    });

  test('does nothing until exactly the word was typed', async () => {
    const changeStatus = vi.fn(() => Promise.resolve(job()));
    const confirmation = { expected: 'Remove', isNumber: false };
    const backend = backendWith({
      planStatusChange: () => Promise.resolve(plan({ target: 'removed', confirmation })),
      changeStatus,
    });
    const flow = new StatusChangeFlow(backend, new Jobs(backend), () => 'c1');
    await flow.open([1], 'removed');
    flow.typed = 'Rem';
    await flow.confirm();
    expect(changeStatus).not.toHaveBeenCalled();
    flow.typed = ' Remove ';
    await flow.confirm();
    expect(changeStatus).toHaveBeenCalledTimes(1);
  });

  test('needs agreement to go beyond the quota, and says so to Rust', async () => {
    const changeStatus = vi.fn(() => Promise.resolve(job()));
    const backend = backendWith({
      planStatusChange: () => Promise.resolve(plan({ target: 'active', beyondQuota: 1 })),
      changeStatus,
    });
    const flow = new StatusChangeFlow(backend, new Jobs(backend), () => 'c1');
    await flow.open([1], 'active');
    await flow.confirm();
    expect(changeStatus).not.toHaveBeenCalled();
    flow.beyondQuota = true;
    await flow.confirm();
    expect(changeStatus).toHaveBeenCalledWith(expect.objectContaining({ beyondQuota: true }));
  });

  test('remembers what a list named in vain, until something else is asked', async () => {
    const backend = backendWith({ planStatusChange: () => Promise.resolve(plan()) });
    const flow = new StatusChangeFlow(backend, new Jobs(backend), () => 'c1');
    await flow.open([1], 'blocked', { notFound: ['9'], ambiguous: [] });
    expect(flow.unknown.notFound).toEqual(['9']);
    await flow.open([1], 'blocked');
    expect(flow.unknown.notFound).toEqual([]);
  });

  test('keeps what was typed when starting it fails', async () => {
    const backend = backendWith({
      planStatusChange: () => Promise.resolve(plan()),
      changeStatus: () => refuse(problem('offline')),
    });
    const flow = new StatusChangeFlow(backend, new Jobs(backend), () => 'c1');
    await flow.open([1], 'blocked');
    flow.reason = 'Not paid';
    await flow.confirm();
    expect(flow.phase).toBe('confirming');
    expect(flow.reason).toBe('Not paid');
    expect(flow.problem?.code).toBe('offline');
  });

  test('an end that was told before the answer of the command is not taken back', async () => {
    const begun = job({ state: 'running', total: 2 });
    const ended = job({ ...begun, state: 'finished', counts: { ...begun.counts, done: 2 } });
    const tell: { end: () => void } = { end: () => undefined };
    const backend = backendWith({
      planStatusChange: () => Promise.resolve(plan()),
      changeStatus: () => {
        tell.end();
        return Promise.resolve(begun);
      },
    });
    const jobs = new Jobs(backend);
    tell.end = () => {
      jobs.changed(ended);
    };
    const flow = new StatusChangeFlow(backend, jobs, () => 'c1');
    await flow.open([1, 2], 'blocked');
    await flow.confirm();
    expect(jobs.find(begun.id)?.state).toBe('finished');
    expect(flow.phase).toBe('result');
  });

  test('one account that went well closes the dialog; several show their result', async () => {
    const backend = backendWith({
      planStatusChange: () => Promise.resolve(plan()),
      changeStatus: () => Promise.resolve(job({ total: 1 })),
      listJobItems: () => Promise.resolve({ total: 0, start: 0, items: [] }),
    });
    const jobs = new Jobs(backend);
    const flow = new StatusChangeFlow(backend, jobs, () => 'c1');
    const told = vi.fn();
    flow.onSingleDone = told;
    jobs.onEnd = (ended) => flow.jobEnded(ended);
    await flow.open([1], 'blocked');
    await flow.confirm();
    expect(flow.phase).toBe('running');
    const counts = {
      pending: 0,
      sent: 0,
      done: 1,
      unchanged: 0,
      failed: 0,
      unknown: 0,
      skipped: 0,
    };
    jobs.changed(job({ total: 1, state: 'finished', counts }));
    expect(flow.phase).toBeNull();
    expect(told).toHaveBeenCalledTimes(1);

    jobs.changed(job({ id: 2, state: 'running' }));
    flow.showResult(job({ id: 2, state: 'finished', counts: { ...counts, failed: 1 } }));
    expect(flow.phase).toBe('result');
  });
});

describe('a new account', () => {
  const fill = (form: NewAccountForm): void => {
    form.form.name = 'Acme';
    form.form.adminName = 'Dana';
  };
  const fine = { remarks: [], quota: null, overQuota: false };
  const shown = 'one';

  test('is not sent while a field is wrong, and marks it only when it was left or sent', async () => {
    const remarks = [
      { field: 'name' as const, severity: 'error' as const, message: 'Name it', accounts: [] },
    ];
    const form = new NewAccountForm(
      backendWith({ checkNewAccount: () => Promise.resolve({ ...fine, remarks }) }),
      shown,
    );
    await form.checkNow();
    expect(form.remark('name')).toBeNull();
    await form.create();
    expect(form.remark('name')?.message).toBe('Name it');
    expect(form.errorCount).toBe(1);
    expect(form.phase).toBe('editing');
  });

  test('asks the server before it is sent, and is sent once', async () => {
    const order: string[] = [];
    const form = new NewAccountForm(
      backendWith({
        checkNewAccount: () => Promise.resolve(fine),
        validateNewAccount: () => {
          order.push('validate');
          return Promise.resolve(null);
        },
        createAccount: () => {
          order.push('create');
          return refuse(problem('unclear'));
        },
      }),
      shown,
    );
    fill(form);
    await form.create();
    expect(order).toEqual(['validate', 'create']);
    expect(form.phase).toBe('unclear');
    expect(form.form.name).toBe('Acme');
    await form.create();
    expect(order).toEqual(['validate', 'create']);
  });

  test('going past the limit needs somebody to say so', async () => {
    const createAccount = vi.fn((_creation: AccountCreation) => refuse(problem('offline')));
    const form = new NewAccountForm(
      backendWith({
        checkNewAccount: () => Promise.resolve({ ...fine, overQuota: true }),
        validateNewAccount: () => Promise.resolve(null),
        createAccount,
      }),
      shown,
    );
    fill(form);
    await form.create();
    expect(form.asksQuota).toBe(true);
    expect(createAccount).not.toHaveBeenCalled();
    await form.createBeyondQuota();
    expect(createAccount.mock.calls[0]?.[0]).toMatchObject({
      connection: 'one',
      beyondQuota: true,
    });
    expect(form.form.name).toBe('Acme');
  });

  test('another like the last keeps the people but not the name', async () => {
    const form = new NewAccountForm(
      backendWith({ checkNewAccount: () => Promise.resolve(fine) }),
      shown,
    );
    fill(form);
    form.startOver(true);
    await settle();
    expect(form.form.name).toBe('');
    expect(form.form.adminName).toBe('Dana');
    expect(form.dirty).toBe(false);
  });
});

describe('what may be done', () => {
  test('says why not, most lasting reason first', () => {
    const connections = new Connections(backendWith({}));
    expect(connections.whyNot('changeStatus')).toContain('Connect');
    connections.status = connectionStatus();
    expect(connections.whyNot('changeStatus')).toBeNull();
    connections.status = connectionStatus({
      capabilities: [{ kind: 'changeStatus', allowed: false, remark: 'Ask Dana' }],
    });
    expect(connections.whyNot('changeStatus')).toBe('Ask Dana');
    connections.status = connectionStatus({
      state: { kind: 'offline', problem: problem('offline') },
    });
    expect(connections.whyNot('changeStatus')).toContain('no connection');
  });
});

describe('the state of the connection', () => {
  test('what Rust tells is newer than an answer that was under way', async () => {
    let answer: (status: ReturnType<typeof connectionStatus>) => void = () => undefined;
    const connections = new Connections(
      backendWith({
        listConnections: () => Promise.resolve([]),
        connectionStatus: () => new Promise((done) => (answer = done)),
      }),
    );
    const reading = connections.read();
    await settle();
    connections.changed(connectionStatus({ refreshedAt: 100 }));
    answer(connectionStatus({ refreshing: { loaded: 61, total: 61 }, refreshedAt: null }));
    await reading;
    expect(connections.status?.refreshing).toBeNull();
    expect(connections.status?.refreshedAt).toBe(100);
  });
});

describe('a note', () => {
  test('is written when it is left, and not lost when the row is read again meanwhile', async () => {
    const detail = {
      connection: 'one',
      row: row(1),
      description: '',
      templateName: null,
      beforeChangeAt: null,
      note: 'old',
      history: [],
    };
    const setAccountNote = vi.fn(() => Promise.resolve(null));
    const panel = new AccountPanel(
      backendWith({ readAccount: () => Promise.resolve(detail), setAccountNote }),
    );
    panel.show(1);
    await settle();
    panel.note = 'new words';
    await panel.read();
    expect(panel.note).toBe('new words');
    await panel.saveNote();
    expect(setAccountNote).toHaveBeenCalledWith('one', 1, 'new words');
  });
});
