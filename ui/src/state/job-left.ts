// What is left of a change of status that ended: how many of its accounts an undo can still change
// back, and how many of those that failed can be tried again. Accounts that got yet another status
// since are neither: what the person wanted was not about them as they are now.
import type { AccountId, AccountStatus, Backend, JobItem, JobSnapshot } from '../backend';

export interface Left {
  undo: number;
  retry: number;
}

/** Of longer jobs nobody knows; they are offered as a whole, and each account says how it went. */
const most = 500;

const inverse = { active: 'blocked', blocked: 'active', removed: null } as const;

/** Null when it cannot be said. */
export async function leftOf(backend: Backend, job: JobSnapshot): Promise<Left | null> {
  if (job.kind.kind !== 'changeStatus' || job.total > most) return null;
  const { target } = job.kind;
  const back = inverse[target];
  const { items } = await backend.listJobItems(job.id, 0, most);
  const done = back ? items.filter((it) => it.state === 'done' && it.before === back) : [];
  const failed = items.filter((it) => it.state === 'failed');
  const [undo, retry] = await Promise.all([
    back && job.canUndo ? standing(backend, done, back, () => target) : 0,
    job.canRetry ? standing(backend, failed, target, (it) => it.before) : 0,
  ]);
  return { undo: Math.min(undo, job.undoable), retry };
}

/**
 * How many of these accounts have the status that is expected of them, and would change. The plan is
 * about accounts that a person picks, and leaves out some that an undo and a retry do not.
 */
async function standing(
  backend: Backend,
  items: JobItem[],
  to: 'active' | 'blocked' | 'removed',
  expected: (item: JobItem) => AccountStatus | null,
): Promise<number> {
  const ids = items.flatMap((it) => it.account ?? []);
  if (ids.length === 0) return 0;
  const { changing, excluded } = await backend.planStatusChange(ids, to);
  const now = new Map<AccountId | null, AccountStatus>(changing.map((it) => [it.id, it.status]));
  const templates = new Set<AccountId | null>();
  for (const { id, reason } of excluded) {
    // Among blocked ones; a retry of restores means them all the same.
    if (reason === 'removed') now.set(id, 'removed');
    // Among several. It is in use, and not yet what it is to be: more is not said of it.
    if (reason === 'template') templates.add(id);
  }
  const stands = (it: JobItem): boolean =>
    templates.has(it.account) ? expected(it) !== 'removed' : now.get(it.account) === expected(it);
  return items.filter(stands).length;
}
