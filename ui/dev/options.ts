// Which made-up situation the app is shown in: read from the address of the page, such as
// `?accounts=5000&state=offline`. Only for development and tests; never shipped.

export interface Options {
  accounts: number;
  connections: 'none' | 'one' | 'two' | 'sample';
  state: 'ready' | 'offline' | 'signedOut' | 'connecting' | 'refreshing';
  list: 'full' | 'loading' | 'failed' | 'forbidden' | 'empty';
  readOnly: boolean;
  language: 'en' | 'pseudo';
  theme: 'system' | 'light' | 'dark';
  density: 'comfortable' | 'compact';
  names: 'usual' | 'long';
  quota: 'usual' | 'over' | 'none';
  may: 'all' | 'noSecret' | 'list';
  jobs: 'none' | 'some' | 'running' | 'interrupted';
  activity: 'none' | 'some' | 'failed';
  exports:
    'none' | 'complete' | 'gaps' | 'running' | 'paused' | 'cancelled' | 'interrupted' | 'failed';
  estimate: 'works' | 'counting' | 'failed';
  exporting: 'works' | 'gaps' | 'refused';
  change: 'works' | 'partly' | 'slow' | 'refused';
  create: 'works' | 'password' | 'unclear' | 'orphaned' | 'refused' | 'field';
  signIn: 'works' | 'code' | 'choose' | 'refused' | 'offline' | 'keychain';
  start: 'works' | 'broken' | 'notice';
  /** The file that is chosen when one is asked for. */
  file:
    | 'schools'
    | 'clean'
    | 'big'
    | 'sheets'
    | 'western'
    | 'unmatched'
    | 'result'
    | 'empty'
    | 'password'
    | 'phones'
    | 'none';
  import: 'works' | 'partly' | 'slow' | 'offline' | 'slowed' | 'refused';
  views: boolean;
  platform: 'linux' | 'macos' | 'windows';
  latencyMilliseconds: number;
}

export const usualOptions: Options = {
  accounts: 1204,
  connections: 'one',
  state: 'ready',
  list: 'full',
  readOnly: false,
  language: 'en',
  theme: 'system',
  density: 'comfortable',
  names: 'usual',
  quota: 'usual',
  may: 'all',
  jobs: 'none',
  activity: 'some',
  exports: 'none',
  estimate: 'works',
  exporting: 'works',
  change: 'works',
  create: 'works',
  signIn: 'works',
  start: 'works',
  file: 'schools',
  import: 'works',
  views: false,
  platform: 'linux',
  latencyMilliseconds: 0,
};

/** The options that an address asks for; the usual ones for the rest. */
export function optionsOf(search: string): Options {
  const asked = Object.fromEntries(new URLSearchParams(search));
  const options: Record<string, unknown> = { ...usualOptions };
  for (const [name, value] of Object.entries(asked)) {
    const usual = options[name];
    if (usual === undefined) continue;
    if (typeof usual === 'number') options[name] = Number(value);
    else if (typeof usual === 'boolean') options[name] = value === 'true';
    else options[name] = value;
  }
  return options as unknown as Options;
}
