// Questions, consequences and verbs of changing an account's status. Sentences are in messages/.
import type { TargetStatus } from '../backend';
import { t } from '../messages';
import { number } from './format';

/** What happens to accounts: removed ones are made active again, only blocked ones unblocked. */
export type StatusChange = TargetStatus | 'restored';

export const changeOf = (target: TargetStatus, restores: boolean): StatusChange =>
  target === 'active' && restores ? 'restored' : target;

/** "Block Acme?" or "Block 12 accounts?" */
export function confirmTitle(change: StatusChange, count: number, name: string | null): string {
  if (count === 0) {
    switch (change) {
      case 'active':
      case 'restored':
        return t('confirm-none-active');
      case 'blocked':
        return t('confirm-none-blocked');
      case 'removed':
        return t('confirm-none-removed');
    }
  }
  const many = { count, total: number(count) };
  switch (change) {
    case 'active':
      return name ? t('confirm-one-active', { name }) : t('confirm-active', many);
    case 'restored':
      return name ? t('confirm-one-restored', { name }) : t('confirm-restored', many);
    case 'blocked':
      return name ? t('confirm-one-blocked', { name }) : t('confirm-blocked', many);
    case 'removed':
      return name ? t('confirm-one-removed', { name }) : t('confirm-removed', many);
  }
}

/** What it means for the people in the accounts and for viewers. */
export function consequence(target: TargetStatus, count: number): string {
  switch (target) {
    case 'active':
      return t('consequence-active', { count });
    case 'blocked':
      return t('consequence-blocked', { count });
    case 'removed':
      return t('consequence-removed', { count });
  }
}

/** What stands on the button that does it. */
export function confirmVerb(change: StatusChange, count: number): string {
  const many = { count, total: number(count) };
  switch (change) {
    case 'active':
      return t('verb-active', many);
    case 'restored':
      return t('verb-restored', many);
    case 'blocked':
      return t('verb-blocked', many);
    case 'removed':
      return t('verb-removed', many);
  }
}
