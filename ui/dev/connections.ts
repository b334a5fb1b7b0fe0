// Made-up connections, their state, and signing in.
import type {
  Capability,
  ConnectionStatus,
  ConnectionSummary,
  Error as Problem,
  ErrorCode,
  SignInOutcome,
  SignInRequest,
} from '../src/bindings';
import type { Options } from './options';
import { data, now, said, type World } from './world';

export function problem(
  options: Options,
  code: ErrorCode,
  message: string,
  nextStep: string | null = null,
  serverCode: string | null = null,
): Problem {
  return {
    code,
    message: said(options, message),
    detail: {
      nextStep: nextStep === null ? null : said(options, nextStep),
      field: null,
      serverCode: serverCode === null ? null : data(options, serverCode),
      technical: data(options, 'partner.list · 23 Nov 2026, 14:32:07 · reference 7f3a-91c2'),
    },
  };
}

export const offlineProblem = (options: Options): Problem =>
  problem(
    options,
    'offline',
    'Roster cannot reach www.kaltura.com.',
    'Check that this computer is online and try again.',
  );

export function capabilities(options: Options, left: number): Capability[] {
  const all = options.may !== 'list';
  const acts = options.may === 'all';
  const noSecret = said(
    options,
    'This needs the parent account’s admin secret, which your role cannot read. Sign in with the admin secret, or ask an administrator to add “Integration settings” to your role.',
  );
  const no = said(
    options,
    'Your role is not allowed to do this. Ask the owner of Northgate Video to add it to your role.',
  );
  return [
    { kind: 'listAccounts', allowed: true, remark: null },
    {
      kind: 'createAccounts',
      allowed: all,
      remark: all ? said(options, `${String(left)} of 1,250 left`) : no,
    },
    { kind: 'changeStatus', allowed: all, remark: all ? null : no },
    { kind: 'seeUsage', allowed: true, remark: null },
    { kind: 'actAsAccount', allowed: acts, remark: acts ? null : noSecret },
    { kind: 'exportEntries', allowed: acts, remark: acts ? null : noSecret },
  ];
}

export function summaries(options: Options): ConnectionSummary[] {
  const real: ConnectionSummary = {
    id: 'northgate',
    name: data(options, 'Northgate Video'),
    color: 'teal',
    server: data(options, 'www.kaltura.com'),
    parentId: 4_012_345,
    parentName: data(options, 'Northgate Video'),
    signIn: 'password',
    person: data(options, 'mira.stern@northgate.example'),
    asksCode: false,
    readOnly: options.readOnly,
    sample: false,
    kept: true,
  };
  const health: ConnectionSummary = {
    ...real,
    id: 'health',
    name: data(options, 'Northgate Health'),
    color: 'plum',
    server: data(options, 'eu.kaltura.example'),
    parentId: 4_099_001,
    signIn: 'adminSecret',
    readOnly: true,
  };
  if (options.connections === 'none') return [];
  if (options.connections === 'sample') return [sampleConnection(options)];
  return options.connections === 'two' ? [real, health] : [real];
}

export const sampleConnection = (options: Options): ConnectionSummary => ({
  id: 'sample',
  name: data(options, 'Sample reseller'),
  color: 'slate',
  server: '127.0.0.1',
  parentId: 1_000_000,
  parentName: data(options, 'Sample reseller'),
  signIn: 'adminSecret',
  person: data(options, 'you@example.com'),
  asksCode: false,
  readOnly: false,
  sample: true,
  kept: false,
});

export function statusOf(
  options: Options,
  world: World,
  connection: ConnectionSummary,
): ConnectionStatus {
  const limit = options.quota === 'none' ? null : options.quota === 'over' ? 900 : 1250;
  const forbidden = problem(
    options,
    'notPermitted',
    'The server at www.kaltura.com answered, but it refused the list: this sign-in is not allowed to see sub-accounts. Nothing was changed.',
    'Ask the owner of Northgate Video to give your role “Manage sub-accounts”, then try again. Or sign in as someone who has it.',
    'SERVICE_FORBIDDEN',
  );
  const failed = { failed: offlineProblem(options), forbidden }[options.list as string] ?? null;
  const hasList = options.list === 'full' || options.list === 'empty';
  const state: ConnectionStatus['state'] =
    options.state === 'offline'
      ? { kind: 'offline', problem: offlineProblem(options) }
      : options.state === 'signedOut'
        ? {
            kind: 'signedOut',
            problem: problem(options, 'signInNeeded', 'The sign-in has ended.', 'Sign in again.'),
          }
        : options.state === 'connecting'
          ? { kind: 'connecting' }
          : { kind: 'ready' };
  return {
    connection,
    state,
    capabilities: capabilities(options, 113),
    quota: hasList && options.list === 'full' ? { used: world.used, limit } : null,
    refreshedAt: hasList ? now - 130 : null,
    refreshing:
      options.state === 'refreshing' || options.list === 'loading'
        ? {
            loaded: options.list === 'loading' ? 0 : 1500,
            total: options.list === 'loading' ? null : 5000,
          }
        : null,
    refreshProblem: failed,
    findings: [],
  };
}

/** What came of signing in, in the situation asked for. Throws a problem, as Rust would. */
export function signIn(options: Options, request: SignInRequest): SignInOutcome {
  const { method } = request;
  if (options.signIn === 'refused') {
    throw problem(
      options,
      'signInRefused',
      'Wrong e-mail or password, or this account is blocked. The server does not say which.',
      'Check both. After several wrong ones the account is locked for a day.',
      'USER_WRONG_PASSWORD',
    );
  }
  if (options.signIn === 'offline') throw offlineProblem(options);
  const hasCode = method.kind === 'password' && method.code !== null;
  if (options.signIn === 'code' && !hasCode) return { kind: 'needsCode' };
  if (request.parentId === null) {
    return {
      kind: 'chooseAccount',
      choices: [
        { id: 4_012_345, name: data(options, 'Northgate Video') },
        { id: 4_099_001, name: data(options, 'Northgate Health') },
        { id: 5_990_316, name: data(options, 'ערוץ הגליל') },
      ],
    };
  }
  return {
    kind: 'signedIn',
    report: {
      signIn: 'sign-in-1',
      method: method.kind,
      server: request.server,
      parentId: request.parentId,
      parentName: data(options, 'Northgate Video'),
      person: data(options, 'Mira Stern'),
      checkedAt: now,
      capabilities: capabilities(options, 113),
    },
  };
}
