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

/** A code holds for half a minute; this leaves it time to be typed and to reach the server. */
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

  choices = $state.raw<AccountChoice[] | null>(null);
  report = $state.raw<SignInReport | null>(null);
  checking = $state(false);
  keeping = $state(false);
  /** The keychain said no while keeping; the sign-in itself is fine. */
  keepProblem = $state.raw<Problem | null>(null);
  /** What went wrong with a check, and who a code is asked of, each with whom it is about. */
  #failure = $state.raw<{ whom: string; problem: Problem } | null>(null);
  #codeOf = $state<string | null>(null);
  /** Fields that were empty when they were needed. */
  #empty = $state.raw<Field[]>([]);
  #checked = '';
  /** What stood in the fields before anybody typed. */
  #start: string;
  #left = false;
  /** The code that stood there at the last check, and since when it did. */
  #lastCode = { code: '', at: 0 };

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
    // Of an app token without a user, this is the token's name.
    else if (again.signIn === 'password' || again.person.includes('@')) this.email = again.person;
    this.name = again.name;
    this.color = again.color;
    this.readOnly = again.readOnly;
    // Trying without a code counts as a wrong attempt.
    if (again.asksCode) this.#codeOf = this.#whom;
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

  /**
   * Who signs in, where and how: what was said of another server, account, way or login is not said
   * of this one.
   */
  get #whom(): string {
    const login = { password: this.email, appToken: this.tokenId, adminSecret: '' }[this.way];
    return JSON.stringify([this.#host, this.parentId.trim(), this.way, login.trim()]);
  }

  /** What went wrong with the check of what stands in the fields. */
  get problem(): Problem | null {
    return this.#failure?.whom === this.#whom ? this.#failure.problem : null;
  }

  /** The server wants the code of an authenticator besides the password. */
  get asksCode(): boolean {
    return this.#codeOf === this.#whom;
  }

  /** Fields that were needed, and still are. */
  get missing(): Field[] {
    const still = this.#missingFields();
    return this.#empty.filter((it) => (it === 'name' ? !this.name.trim() : still.includes(it)));
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
    // While accounts are offered, choosing one is what goes on.
    if (this.checking || this.choices) return;
    this.#dropOldCode();
    this.#empty = this.#missingFields();
    if (this.#empty.length > 0) return;
    this.checking = true;
    this.#failure = null;
    this.keepProblem = null;
    await this.#drop();
    const typed = this.#typed;
    const whom = this.#whom;
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
      if (outcome.kind === 'needsCode') this.#codeOf = whom;
      if (outcome.kind === 'signedIn') {
        this.report = outcome.report;
        this.#checked = typed;
        if (!this.name.trim()) this.name = outcome.report.parentName;
        // A code works once; checking again needs another.
        this.code = '';
      }
    } catch (thrown) {
      const problem = problemOf(thrown, t('error-unexpected'));
      this.#failure = { whom, problem };
      if (problem.code === 'wrongCode') this.#codeOf = whom;
    }
    this.checking = false;
  }

  /** One of several accounts that this login may enter. */
  async choose(id: AccountId): Promise<void> {
    const { asksCode } = this;
    this.parentId = String(id);
    // The same login, one step further: it needs the code that it needed.
    if (asksCode) this.#codeOf = this.#whom;
    this.choices = null;
    await this.check();
  }

  /** One that has run out would count as a wrong attempt, so another is asked for. */
  #dropOldCode(): void {
    const now = Date.now();
    const { code, at } = this.#lastCode;
    if (this.code === code && now - at > codeHolds) this.code = '';
    if (this.code !== code) this.#lastCode = { code: this.code, at: now };
  }

  /** Keeps the sign-in; the connection, when that worked. */
  async keep(keep?: Keep): Promise<ConnectionSummary | null> {
    const { report } = this;
    this.#empty = this.name.trim() ? [] : ['name'];
    if (!report || this.keeping || this.#empty.length > 0) return null;
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
