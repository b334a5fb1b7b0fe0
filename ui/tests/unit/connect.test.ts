// The Connect screen: what was said of one login is not said of another, and no check is sent that
// nobody wants.
import { flushSync } from 'svelte';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { SignInOutcome } from '../../src/backend';
import { t } from '../../src/messages';
import Connect from '../../src/screens/connect/Connect.svelte';
import { App } from '../../src/state/app.svelte';
import { SignIn } from '../../src/state/sign-in.svelte';
import { backendWith, problem, refuse, settle } from './backend';
import { clearPage, show } from './show';

afterEach(clearPage);

const choices: SignInOutcome = {
  kind: 'chooseAccount',
  choices: [
    { id: 7, name: 'Northgate' },
    { id: 8, name: 'Northgate Health' },
  ],
};

function signInWith(beginSignIn: () => Promise<SignInOutcome>): SignIn {
  const signIn = new SignIn(backendWith({ beginSignIn }), null, []);
  signIn.email = 'mira@northgate.example';
  signIn.password = 'secret';
  return signIn;
}

const buttons = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('.foot .button')];

describe('while accounts are offered', () => {
  test('the foot asks to choose one, and neither Check nor Enter signs in once more', async () => {
    const beginSignIn = vi.fn(() => Promise.resolve(choices));
    const signIn = signInWith(beginSignIn);
    show(new App(backendWith({})), Connect, { signIn });
    buttons()[1]?.click();
    await settle();
    flushSync();
    expect(document.querySelector('.foot .hint')?.textContent).toBe(t('may-do-choose'));
    expect(document.querySelector('.foot .primary')).toBeNull();
    expect(document.activeElement?.textContent).toContain('Northgate');
    buttons()[1]?.click();
    document.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    await settle();
    expect(beginSignIn).toHaveBeenCalledTimes(1);
    await signIn.choose(7);
    expect(beginSignIn).toHaveBeenCalledTimes(2);
  });

  test('the account is asked for, not the code that was given', async () => {
    const beginSignIn = vi
      .fn<() => Promise<SignInOutcome>>()
      .mockResolvedValueOnce({ kind: 'needsCode' })
      .mockResolvedValueOnce(choices);
    const signIn = signInWith(beginSignIn);
    show(new App(backendWith({})), Connect, { signIn });
    await signIn.check();
    signIn.code = '402118';
    await signIn.check();
    flushSync();
    expect(document.querySelector('aside')?.textContent).toContain(t('may-do-choose'));
    expect(document.querySelector('aside')?.textContent).not.toContain(t('may-do-code'));
  });
});

describe('what was said of one login', () => {
  test('that it needs a code is not asked of another e-mail, nor of another server', async () => {
    const beginSignIn = vi.fn((): Promise<SignInOutcome> => Promise.resolve({ kind: 'needsCode' }));
    const signIn = signInWith(beginSignIn);
    await signIn.check();
    expect(signIn.asksCode).toBe(true);
    signIn.email = 'omar@northgate.example';
    expect(signIn.asksCode).toBe(false);
    await signIn.check();
    expect(beginSignIn).toHaveBeenCalledTimes(2);
    signIn.server = 'other';
    signIn.address = 'kaltura.example.edu';
    expect(signIn.asksCode).toBe(false);
  });

  test('that it was refused does not mark the fields of another way', async () => {
    const signIn = signInWith(() => refuse(problem('signInRefused')));
    await signIn.check();
    expect(signIn.marks('password')).toBe(true);
    signIn.way = 'appToken';
    expect(signIn.marks('token')).toBe(false);
    expect(signIn.problem).toBeNull();
  });

  test('that a field is missing is said until it is filled in', async () => {
    const signIn = signInWith(() => refuse(problem('signInRefused')));
    signIn.email = '';
    signIn.password = '';
    await signIn.check();
    expect(signIn.missing).toEqual(['email', 'password']);
    signIn.email = 'mira@northgate.example';
    expect(signIn.missing).toEqual(['password']);
    signIn.way = 'appToken';
    expect(signIn.missing).toEqual([]);
  });
});
