// How the screen behaves on each error: complete by type, so that a new code does not compile
// until somebody has decided. The sentences come from Rust, in the user's language.
import type { ErrorCode, ErrorDetail, Problem } from './backend';

/** An error that Rust answered with. */
export class RosterError extends Error {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;

  constructor(problem: Problem) {
    super(problem.message);
    this.name = 'RosterError';
    this.code = problem.code;
    this.detail = problem.detail;
  }

  /** The same as Rust sent it, for parts that take either. */
  get problem(): Problem {
    return { code: this.code, message: this.message, detail: this.detail };
  }
}

/** Where on the sign-in form an error belongs. */
export type SignInField = 'server' | 'parent' | 'secrets' | 'code';

/** What may be offered beside the message. */
export type Remedy = 'tryAgain' | 'signIn' | 'untilQuit' | 'lookAgain' | 'confirmQuota' | 'none';

export interface ErrorBehaviour {
  /** Which field of the sign-in form to mark. */
  signInField: SignInField | null;
  /** The best next step that the screen can offer as a button. */
  remedy: Remedy;
  /** Nothing went wrong that a person must be told about. */
  silent: boolean;
}

const says = (
  remedy: Remedy,
  signInField: SignInField | null = null,
  silent = false,
): ErrorBehaviour => ({ remedy, signInField, silent });

export const behaviours: Record<ErrorCode, ErrorBehaviour> = {
  offline: says('tryAgain'),
  serverAddress: says('none', 'server'),
  certificate: says('none', 'server'),
  signInRefused: says('none', 'secrets'),
  wrongCode: says('none', 'code'),
  signInNeeded: says('signIn'),
  wrongParent: says('none', 'parent'),
  notPermitted: says('signIn'),
  readOnlyConnection: says('none'),
  keychainMissing: says('untilQuit'),
  keychainLocked: says('untilQuit'),
  invalidField: says('none'),
  overQuota: says('confirmQuota'),
  confirmationMismatch: says('none'),
  unclear: says('lookAgain'),
  orphaned: says('none'),
  tooManyRequests: says('tryAgain'),
  notFound: says('none'),
  disk: says('tryAgain'),
  cancelled: says('none', null, true),
  other: says('tryAgain'),
};

/** Whatever was thrown, as a problem that can be shown. */
export function problemOf(thrown: unknown, unexpected: string): Problem {
  if (thrown instanceof RosterError) return thrown.problem;
  return {
    code: 'other',
    message: unexpected,
    detail: {
      nextStep: null,
      field: null,
      serverCode: null,
      technical: thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown),
    },
  };
}
