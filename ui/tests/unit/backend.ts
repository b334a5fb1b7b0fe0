// A backend for tests of state: answers what a test says, and fails loudly on anything else.
import type {
  Backend,
  ConnectionStatus,
  JobSnapshot,
  Problem,
  StatusPlan,
} from '../../src/backend';
import { RosterError } from '../../src/errors';

export function backendWith(answers: Partial<Backend>): Backend {
  return new Proxy(answers as Backend, {
    get(target, name) {
      const answer = target[name as keyof Backend];
      if (answer) return answer;
      return () => {
        throw new Error(`The test does not say what ${String(name)} answers`);
      };
    },
  });
}

export const problem = (code: Problem['code'], message = 'It went wrong'): Problem => ({
  code,
  message,
  detail: { nextStep: null, field: null, serverCode: null, technical: '' },
});

export const refuse = (it: Problem): Promise<never> => Promise.reject(new RosterError(it));

export const settle = (): Promise<void> => new Promise((done) => setTimeout(done));

export function job(change: Partial<JobSnapshot> = {}): JobSnapshot {
  return {
    id: 1,
    connection: 'one',
    connectionName: 'Northgate',
    kind: { kind: 'changeStatus', target: 'blocked', undoes: null },
    state: 'running',
    counts: { pending: 2, sent: 0, done: 0, unchanged: 0, failed: 0, unknown: 0, skipped: 0 },
    total: 2,
    createdAt: 0,
    finishedAt: null,
    reason: '',
    person: 'Mira',
    canUndo: false,
    undoable: 0,
    canResume: false,
    canRetry: false,
    restores: false,
    onlyAccount: null,
    problem: null,
    pace: null,
    canSaveResult: false,
    export: null,
    files: [],
    ...change,
  };
}

/** A change of status that would change nothing. */
export const statusPlan = (change: Partial<StatusPlan> = {}): StatusPlan => ({
  target: 'blocked',
  changing: [],
  excluded: [],
  moreInUse: 0,
  quota: null,
  beyondQuota: 0,
  confirmation: null,
  ...change,
});

export function connectionStatus(change: Partial<ConnectionStatus> = {}): ConnectionStatus {
  return {
    connection: {
      id: 'one',
      name: 'Northgate',
      color: 'teal',
      server: 'www.kaltura.com',
      parentId: 1,
      parentName: 'Northgate',
      signIn: 'password',
      person: 'Mira',
      asksCode: false,
      readOnly: false,
      sample: false,
      kept: true,
    },
    state: { kind: 'ready' },
    capabilities: [{ kind: 'changeStatus', allowed: true, remark: null }],
    quota: null,
    refreshedAt: 0,
    refreshing: null,
    refreshProblem: null,
    findings: [],
    ...change,
  };
}
