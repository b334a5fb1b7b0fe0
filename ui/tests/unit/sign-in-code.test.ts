// The code of an authenticator: it holds for half a minute, and a wrong one counts against the
// login, so no old one is sent by itself.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SignIn } from '../../src/state/sign-in.svelte';
import { backendWith, connectionStatus } from './backend';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

async function offeredChoices(): Promise<[SignIn, ReturnType<typeof vi.fn>]> {
  const choices = [{ id: 7, name: 'Northgate' }];
  const beginSignIn = vi
    .fn()
    .mockResolvedValueOnce({ kind: 'needsCode' })
    .mockResolvedValueOnce({ kind: 'chooseAccount', choices })
    .mockResolvedValue({ kind: 'needsCode' });
  const signIn = new SignIn(backendWith({ beginSignIn }), null, []);
  signIn.email = 'mira@northgate.example';
  signIn.password = 'secret';
  await signIn.check();
  signIn.code = '402118';
  await signIn.check();
  expect(signIn.choices).toEqual(choices);
  return [signIn, beginSignIn];
}

test('a code that is still good goes along when an account is chosen', async () => {
  const [signIn, beginSignIn] = await offeredChoices();
  vi.advanceTimersByTime(10_000);
  await signIn.choose(7);
  expect(beginSignIn).toHaveBeenCalledTimes(3);
  expect(beginSignIn.mock.calls[2]?.[0].method.code).toBe('402118');
});

test('a code that may have run out is not sent again but asked for', async () => {
  const [signIn, beginSignIn] = await offeredChoices();
  vi.advanceTimersByTime(26_000);
  await signIn.choose(7);
  expect(beginSignIn).toHaveBeenCalledTimes(2);
  expect(signIn.code).toBe('');
  expect(signIn.marks('code')).toBe(true);
  signIn.code = '557201';
  await signIn.check();
  expect(beginSignIn.mock.calls[2]?.[0]).toMatchObject({ parentId: 7, method: { code: '557201' } });
});

test('signing in again asks for the code at once where one was needed before', async () => {
  const { connection } = connectionStatus();
  const beginSignIn = vi.fn().mockResolvedValue({ kind: 'needsCode' });
  const again = { ...connection, asksCode: true };
  const signIn = new SignIn(backendWith({ beginSignIn }), again, []);
  expect(signIn.asksCode).toBe(true);
  signIn.password = 'secret';
  await signIn.check();
  expect(beginSignIn).not.toHaveBeenCalled();
  expect(signIn.missing).toEqual(['code']);
  expect(new SignIn(backendWith({}), connection, []).asksCode).toBe(false);
});
