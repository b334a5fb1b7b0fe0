// The form for one new account under one connection: what was typed, what can be said about it,
// and the one time that it is sent. It survives every failure, leaving the screen, and another
// connection being shown meanwhile. Ways out of it are in new-account-moves.ts.
import { untrack } from 'svelte';
import type {
  AccountRow,
  Backend,
  ConnectionId,
  CreatedAccount,
  FieldRemark,
  NewAccount,
  NewAccountField,
  NewAccountCheck,
  Problem,
  TemplateChoice,
} from '../backend';
import { problemOf } from '../errors';
import { t } from '../messages';

export type Phase = 'editing' | 'validating' | 'creating' | 'unclear' | 'orphaned' | 'created';

const checkMilliseconds = 200;

export function emptyAccount(): NewAccount {
  return {
    name: '',
    adminName: '',
    adminEmail: '',
    phone: '',
    website: '',
    referenceId: '',
    description: t('new-account-usual-description'),
    country: '',
    state: '',
    template: null,
    sendWelcomeEmail: true,
    password: null,
  };
}

export class NewAccountForm {
  form = $state<NewAccount>(emptyAccount());
  phase = $state<Phase>('editing');
  check = $state.raw<NewAccountCheck | null>(null);
  templates = $state.raw<TemplateChoice[] | null>(null);
  templatesProblem = $state.raw<Problem | null>(null);
  /** What the server said about the form as it was sent. */
  problem = $state.raw<Problem | null>(null);
  created = $state.raw<CreatedAccount | null>(null);
  /** What "Look again" found; undefined before anybody looked. */
  found = $state.raw<AccountRow | null | undefined>(undefined);
  looking = $state(false);
  more = $state(false);
  /** The person agreed to go past the limit. */
  beyondQuota = $state(false);
  asksQuota = $state(false);
  /** The first password was shown or copied. */
  passwordSeen = $state(false);
  /** Fields that were left once: an error shows only then, or after trying to create. */
  #left = $state.raw<ReadonlySet<NewAccountField>>(new Set());
  #tried = $state(false);
  /** The form as it was checked last. */
  #checked = $state.raw<NewAccount | null>(null);
  #serverField = $state.raw<FieldRemark | null>(null);
  #start = JSON.stringify(emptyAccount());
  #asked = 0;
  /** It was pressed already, though nothing shows that before the check is answered. */
  #begun = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly backend: Backend,
    /** Where the account is created, and looked for when its end is not known. */
    readonly connection: ConnectionId | null,
    /** Told when the server has answered, or nobody knows its answer. */
    private readonly onEnd: (form: NewAccountForm) => void = () => undefined,
  ) {}

  get dirty(): boolean {
    return this.phase !== 'created' && JSON.stringify(this.form) !== this.#start;
  }

  /** A first password that nobody has, and that no mail brings to anybody. */
  get passwordAtRisk(): boolean {
    const { created, passwordSeen } = this;
    if (this.phase !== 'created' || !created || passwordSeen) return false;
    return created.firstPassword !== null && !created.welcomeEmailSent;
  }

  /** Leaving it now loses something that cannot be had again. */
  get matters(): boolean {
    return this.dirty || this.passwordAtRisk;
  }

  get busy(): boolean {
    return this.phase === 'validating' || this.phase === 'creating';
  }

  /** The worst remark on a field that may be shown by now. */
  remark(field: NewAccountField): FieldRemark | null {
    if (this.#serverField?.field === field) return this.#serverField;
    const remarks = this.check?.remarks.filter((it) => it.field === field) ?? [];
    const error = remarks.find((it) => it.severity === 'error');
    if (error && (this.#tried || this.#left.has(field))) return error;
    return remarks.find((it) => it.severity === 'warning') ?? null;
  }

  /** Whether this text was looked at, after the field was left, and nothing is odd about it. */
  isFine(field: 'referenceId'): boolean {
    const text = this.form[field].trim();
    if (!text || !this.#left.has(field) || this.#checked?.[field].trim() !== text) return false;
    return this.remark(field) === null;
  }

  /** How many fields stand in the way, of those that are marked. */
  get errorCount(): number {
    const marked = new Set(
      (this.check?.remarks ?? [])
        .filter((it) => it.severity === 'error')
        .filter((it) => this.#tried || this.#left.has(it.field))
        .map((it) => it.field),
    );
    if (this.#serverField) marked.add(this.#serverField.field);
    return marked.size;
  }

  firstError(): NewAccountField | null {
    const error = this.check?.remarks.find((it) => it.severity === 'error');
    return this.#serverField?.field ?? error?.field ?? null;
  }

  /** A field changed: what the server said about it no longer holds. */
  changed(field: NewAccountField): void {
    if (this.#serverField?.field === field) this.#serverField = null;
    if (this.problem?.detail.field === field) this.problem = null;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.checkNow(), checkMilliseconds);
  }

  leave(field: NewAccountField): void {
    if (!this.#left.has(field)) this.#left = new Set([...this.#left, field]);
  }

  async open(): Promise<void> {
    void this.checkNow();
    await this.readTemplates();
  }

  async readTemplates(): Promise<void> {
    try {
      this.templates = await this.backend.listTemplates();
      this.templatesProblem = null;
    } catch (thrown) {
      this.templatesProblem = problemOf(thrown, t('error-unexpected'));
    }
  }

  async checkNow(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const form = $state.snapshot(this.form);
      const check = await this.backend.checkNewAccount(form);
      if (asked !== this.#asked) return;
      this.check = check;
      this.#checked = form;
    } catch {
      // Checking while typing never stands in the way; creating says what is wrong.
    }
  }

  /** Checks here, asks the server whether it would accept it, then sends it once. */
  async create(): Promise<void> {
    // After an unclear end somebody has to look first; nothing is sent a second time by itself.
    if (this.phase !== 'editing' || this.#begun) return;
    this.#begun = true;
    try {
      await this.#checkAndSend();
    } finally {
      this.#begun = false;
    }
  }

  async #checkAndSend(): Promise<void> {
    clearTimeout(this.#timer);
    await this.checkNow();
    this.#tried = true;
    this.problem = null;
    this.#serverField = null;
    if (this.check?.remarks.some((it) => it.severity === 'error')) return;
    if (this.check?.overQuota && !this.beyondQuota) {
      this.asksQuota = true;
      return;
    }
    const account = $state.snapshot(this.form);
    const { beyondQuota, connection } = this;
    if (connection === null) return;
    try {
      this.phase = 'validating';
      await this.backend.validateNewAccount(account);
      this.phase = 'creating';
      this.#succeed(await this.backend.createAccount({ connection, account, beyondQuota }));
    } catch (thrown) {
      this.#fail(problemOf(thrown, t('error-unexpected')));
    }
    this.onEnd(this);
  }

  async createBeyondQuota(): Promise<void> {
    this.asksQuota = false;
    this.beyondQuota = true;
    await this.create();
  }

  /** After an unclear end: whether the account is there. Nothing is sent again by this. */
  async lookAgain(): Promise<void> {
    const { connection } = this;
    if (connection === null) return;
    this.looking = true;
    try {
      const account = $state.snapshot(this.form);
      this.found = await this.backend.lookUpLostAccount(connection, account);
      this.problem = null;
    } catch (thrown) {
      this.problem = problemOf(thrown, t('error-unexpected'));
    }
    this.looking = false;
  }

  /** It was looked for and is not there: back to the form, to be sent once more. */
  backToForm(): void {
    this.phase = 'editing';
    this.problem = null;
    this.found = undefined;
  }

  /** A new form; another like the last one keeps what accounts have in common. */
  startOver(likeLast: boolean): void {
    const last = $state.snapshot(this.form);
    const next = emptyAccount();
    if (likeLast) {
      next.adminName = last.adminName;
      next.adminEmail = last.adminEmail;
      next.phone = last.phone;
      next.website = last.website;
      next.description = last.description;
      next.country = last.country;
      next.state = last.state;
      next.template = last.template;
      next.sendWelcomeEmail = last.sendWelcomeEmail;
    }
    this.form = next;
    this.#start = JSON.stringify(next);
    this.#left = new Set();
    this.#tried = false;
    this.#serverField = null;
    this.problem = null;
    this.created = null;
    this.found = undefined;
    this.beyondQuota = false;
    this.passwordSeen = false;
    this.phase = 'editing';
    this.check = null;
    void this.checkNow();
  }

  /** A form with this name, unless one was begun already. */
  startNamed(name: string): void {
    if (this.busy || this.dirty || this.phase !== 'editing') return;
    this.form.name = name;
    this.changed('name');
  }

  #succeed(created: CreatedAccount): void {
    this.created = created;
    this.phase = 'created';
    this.form.password = null;
  }

  #fail(problem: Problem): void {
    const { field } = problem.detail;
    this.phase = 'editing';
    if (problem.code === 'unclear') this.phase = 'unclear';
    if (problem.code === 'orphaned') this.phase = 'orphaned';
    if (problem.code === 'overQuota') {
      this.asksQuota = true;
      return;
    }
    if (field && problem.code === 'invalidField') {
      this.#serverField = { field, severity: 'error', message: problem.message, accounts: [] };
      return;
    }
    this.problem = problem;
  }
}

/** The form of each connection: what is under way at one is never shown or ended at another. */
export class NewAccounts {
  #forms = new Map<ConnectionId | null, NewAccountForm>();

  constructor(
    private readonly backend: Backend,
    private readonly onEnd: (form: NewAccountForm) => void,
  ) {}

  /** All that were opened. */
  get all(): NewAccountForm[] {
    return [...this.#forms.values()];
  }

  of(connection: ConnectionId | null): NewAccountForm {
    const known = this.#forms.get(connection);
    if (known) return known;
    // Whoever asks first, an effect or a click, follows the form like everybody after.
    const form = untrack(() => new NewAccountForm(this.backend, connection, this.onEnd));
    this.#forms.set(connection, form);
    return form;
  }

  /** The connection is gone from this computer. */
  forget(connection: ConnectionId): void {
    this.#forms.delete(connection);
  }
}
