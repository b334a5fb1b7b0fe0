// The words for an account's status. What they mean for people is in messages/.
import type { AccountStatus } from '../backend';
import { t } from '../messages';

/** What a word does not say by itself: who made it so, what it means, whether it can come back. */
export function statusTip(status: AccountStatus): string | null {
  if (status === 'removed') return t('status-removed-tip');
  if (status === 'readOnly') return t('status-read-only-tip');
  return status === 'deleted' ? t('status-deleted-tip') : null;
}

export function statusWord(status: AccountStatus, serverNumber = 0): string {
  switch (status) {
    case 'active':
      return t('status-active');
    case 'blocked':
      return t('status-blocked');
    case 'removed':
      return t('status-removed');
    case 'readOnly':
      return t('status-read-only');
    case 'deleted':
      return t('status-deleted');
    case 'unknown':
      return t('status-unknown', { number: serverNumber });
  }
}
