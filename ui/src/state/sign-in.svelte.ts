// The Connect screen: what was typed, what came of checking it, and the decision to keep it.
// Never repeats a sign-in by itself: an account locks after a few wrong ones.
import type {
  AccountChoice,
  AccountId,
  Backend,
  ConnectionColor,
  ConnectionSummary,
  Keep,
  Problem,
  SignInKind,
  SignInMethod,
  SignInReport,
} from '../backend';
import { behaviours, problemOf } from '../errors';
import { t } from '../messages';

/** A code holds for half a minute; this leaves it time to reach the server. */
const codeHolds = 25_000;

export const usualServer = 'www.kaltura.com';
export const colors: ConnectionColor[] = ['teal', 'copper', 'plum', 'moss', 'indigo', 'slate'];

export type Field =
  | 'server'
  | 'parent'
  | 'email'
  | 'password'
  | 'code'
  | 'tokenId'
  | 'token'
  | 'secret'
  | 'person'
  | 'name';

export class SignIn {
  /** The connection that is signed in to again; null for a new one. */
  again = $state.raw<ConnectionSummary | null>(null);
  server = $state<'usual' | 'other'>('usual');
  address = $state('');
  parentId = $state('');
  way = $state<SignInKind>('password');
  email = $state('');
  password = $state('');
  code = $state('');
  tokenId = $state('');
  token = $state('');
  secret = $state('');
  person = $state('');
  name = $state('');
  color = $state<ConnectionColor>('teal');
  readOnly = $state(false);
  stay = $state(true);

  asksCode = $state(false);
  choices = $state.raw<AccountChoice[] | null>(null);
  report = $state.raw<SignInReport | null>(null);
  checking = $state(false);
  keeping = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** The keychain said no while keeping; the sign-in itself is fine. */
  keepProblem = $state.raw<Problem | null>(null);
  missing = $state.raw<Field[]>([]);
  #checked = '';
  /** What stood in the fields before anybody typed. */
  #start: string;
  #left = false;
  #codeSentAt = 0;

  constructor(
    private readonly backend: Backend,
    again: ConnectionSummary | null,
    taken: ConnectionColor[],
  ) {
    this.again = again;
    this.color = colors.find((it) => !taken.includes(it)) ?? 'teal';
    if (again) this.#fill(again);
    this.#start = this.#fields;
  }

  #fill(again: ConnectionSummary): void {
    this.server = again.server === usualServer ? 'usual' : 'other';
    this.address = again.server === usualServer ? '' : again.server;
    this.parentId = String(again.parentId);
    this.way = again.signIn;
    if (again.signIn === 'adminSecret') this.person = again.person;
    else this.email = again.person;
    this.name = again.name;
    this.color = again.color;
    this.readOnly = again.readOnly;
  }

  /** Everything that a check depends on; a report holds for exactly this. */
  get #typed(): string {
    const way = {
      password: [this.email, this.password],
      appToken: [this.tokenId, this.token],
      adminSecret: [this.secret, this.person],
    }[this.way];
    return JSON.stringify([this.#host, this.parentId.trim(), this.way, ...way]);
  }

  get #host(): string {
    return this.server === 'usual' ? usualServer : this.address.trim();
  }

  /** What was typed is no longer what was checked. */
  get outOfDate(): boolean {
    return this.report !== null && this.#checked !== this.#typed;
  }

  get ready(): boolean {
    return this.report !== null && !this.outOfDate && !this.checking;
  }

  /** Something was typed that closing would lose. */
  get dirty(): boolean {
    return this.report !== null || this.#fields !== this.#start;
  }

  get #fields(): string {
    const { address, parentId, email, password, code, tokenId, token, secret, person, name } = this;
    const fields = [address, parentId, email, password, code, tokenId, token, secret, person, name];
    return JSON.stringify(fields.map((it) => it.trim()));
  }

  /** Whether an error stands beside this field. */
  marks(field: Field): boolean {
    if (this.missing.includes(field)) return true;
    if (!this.problem) return false;
    const place = behaviours[this.problem.code].signInField;
    if (place === 'secrets') {
      return ['email', 'password', 'tokenId', 'token', 'secret'].includes(field);
    }
    return place === field;
  }

  #missingFields(): Field[] {
    const empty = (value: string, field: Field): Field[] => (value.trim() ? [] : [field]);
    const fields = [...(this.server === 'other' ? empty(this.address, 'server') : [])];
    const digits = /^\d+$/.test(this.parentId.trim());
    const mayBeEmpty = this.way === 'password' && this.parentId.trim() === '';
    if (!digits && !mayBeEmpty) fields.push('parent');
    if (this.way === 'password') {
      fields.push(...empty(this.email, 'email'), ...empty(this.password, 'password'));
      if (this.asksCode) fields.push(...empty(this.code, 'code'));
    } else if (this.way === 'appToken') {
      fields.push(...empty(this.tokenId, 'tokenId'), ...empty(this.token, 'token'));
    } else {
      fields.push(...empty(this.secret, 'secret'), ...empty(this.person, 'person'));
    }
    return fields;
  }

  #method(): SignInMethod {
    switch (this.way) {
      case 'password': {
        const code = this.asksCode ? this.code.replaceAll(/\s/g, '') : null;
        return { kind: 'password', email: this.email.trim(), password: this.password, code };
      }
      case 'appToken':
        return { kind: 'appToken', tokenId: this.tokenId.trim(), token: this.token.trim() };
      case 'adminSecret':
        return { kind: 'adminSecret', secret: this.secret.trim(), person: this.person.trim() };
    }
  }

  /** Signs in and shows what the connection may do. Nothing is kept by this. */
  async check(): Promise<void> {
    if (this.checking) return;
    this.missing = this.#missingFields();
    if (this.missing.length > 0) return;
    this.checking = true;
    this.problem = null;
    this.keepProblem = null;
    await this.#drop();
    const typed = this.#typed;
    this.#codeSentAt = Date.now();
    try {
      const outcome = await this.backend.beginSignIn({
        server: this.#host,
        parentId: this.parentId.trim() ? Number(this.parentId.trim()) : null,
        method: this.#method(),
        connection: this.again?.id ?? null,
      });
      if (this.#left) {
        if (outcome.kind === 'signedIn') await this.#discard(outcome.report);
        return;
      }
      this.choices = outcome.kind === 'chooseAccount' ? outcome.choices : null;
      if (outcome.kind === 'needsCode') this.asksCode = true;
      if (outcome.kind === 'signedIn') {
        this.report = outcome.report;
        this.#checked = typed;
        if (!this.name.trim()) this.name = outcome.report.parentName;
        // A code works once; checking again needs another.
        this.code = '';
      }
    } catch (thrown) {
      this.problem = problemOf(thrown, t('error-unexpected'));
      if (this.problem.code === 'wrongCode') this.asksCode = true;
    }
    this.checking = false;
  }

  /** One of several accounts that this login may enter. */
  async choose(id: AccountId): Promise<void> {
    this.parentId = String(id);
    this.choices = null;
    // One that has run out would count as a wrong attempt, so another is asked for.
    if (Date.now() - this.#codeSentAt > codeHolds) this.code = '';
    await this.check();
  }

  /** Keeps the sign-in; the connection, when that worked. */
  async keep(keep?: Keep): Promise<ConnectionSummary | null> {
    const { report } = this;
    this.missing = this.name.trim() ? [] : ['name'];
    if (!report || this.keeping || this.missing.length > 0) return null;
    this.keeping = true;
    this.keepProblem = null;
    try {
      const connection = await this.backend.keepSignIn({
        signIn: report.signIn,
        name: this.name.trim(),
        color: this.color,
        readOnly: this.readOnly,
        keep: keep ?? (this.stay ? 'inKeychain' : 'untilQuit'),
      });
      this.report = null;
      this.forget();
      return connection;
    } catch (thrown) {
      this.keepProblem = problemOf(thrown, t('error-unexpected'));
      return null;
    } finally {
      this.keeping = false;
    }
  }

  /** Leaves the screen: the session that was opened for checking is ended. */
  async leave(): Promise<void> {
    this.#left = true;
    this.forget();
    await this.#drop();
  }

  /** Wipes what was typed and is secret. */
  forget(): void {
    this.password = '';
    this.code = '';
    this.token = '';
    this.secret = '';
    this.#checked = '';
  }

  async #drop(): Promise<void> {
    const { report } = this;
    this.report = null;
    if (report) await this.#discard(report);
  }

  async #discard(report: SignInReport): Promise<void> {
    try {
      await this.backend.discardSignIn(report.signIn);
    } catch {
      // The session ends by itself within the hour; nothing a person could do about it.
    }
  }
}
