// Questions, consequences and verbs of changing an account's status. Sentences are in messages/.
import type { TargetStatus } from '../backend';
import { t } from '../messages';
import { number } from './format';

/** "Block Acme?" or "Block 12 accounts?" */
export function confirmTitle(target: TargetStatus, count: number, name: string | null): string {
  if (count === 0) {
    switch (target) {
      case 'active':
        return t('confirm-none-active');
      case 'blocked':
        return t('confirm-none-blocked');
      case 'removed':
        return t('confirm-none-removed');
    }
  }
  const many = { count, total: number(count) };
  switch (target) {
    case 'active':
      return name ? t('confirm-one-active', { name }) : t('confirm-active', many);
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
export function confirmVerb(target: TargetStatus, count: number): string {
  const many = { count, total: number(count) };
  switch (target) {
    case 'active':
      return t('verb-active', many);
    case 'blocked':
      return t('verb-blocked', many);
    case 'removed':
      return t('verb-removed', many);
  }
}
