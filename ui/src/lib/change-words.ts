// What changed about an account since last time, in words: short beside its name, and whole.
import type { AccountRow, UnixSeconds } from '../backend';
import { t } from '../messages';
import { exactly } from './format';
import { statusWord } from './status-words';

type Change = NonNullable<AccountRow['change']>;

/** Beside the name in the list, with a whole sentence to it. */
export function changeMark(change: Change): { word: string; tip: string } {
  switch (change.kind) {
    case 'new':
      return { word: t('change-new'), tip: t('change-new-tip') };
    case 'renamed':
      return {
        word: t('change-renamed'),
        tip: t('change-renamed-tip', { from: change.from }),
      };
    case 'statusChanged': {
      const from = statusWord(change.from);
      return { word: t('change-status', { from }), tip: t('change-status-tip', { from }) };
    }
  }
}

/** For the open account: with the moment when it was still as before, where that is known. */
export function changeSentence(change: Change, before: UnixSeconds | null): string {
  if (before === null) return changeMark(change).tip;
  const at = exactly(before);
  switch (change.kind) {
    case 'new':
      return t('changed-new-at', { at });
    case 'renamed':
      return t('changed-renamed-at', { from: change.from, at });
    case 'statusChanged':
      return t('changed-status-at', { from: statusWord(change.from), at });
  }
}
