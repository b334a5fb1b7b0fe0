// What a line of Activity says was done, and how it ended, in words and with its mark.
import type { ActivityBulk, ActivityKind, ActivityResult } from '../backend';
import type { MarkName } from '../components/icons';
import { t } from '../messages';

/** The mark, and the class name of its tone. */
export const activityMarks: Record<ActivityResult, [MarkName, string]> = {
  done: ['done', 'done'],
  sent: ['running', 'running'],
  unchanged: ['skipped', 'waiting'],
  refused: ['failed', 'failed'],
  unclear: ['partial', 'paused'],
};

export function activityResultWord(result: ActivityResult): string {
  switch (result) {
    case 'done':
      return t('result-done');
    case 'sent':
      return t('result-sent');
    case 'unchanged':
      return t('result-unchanged');
    case 'refused':
      return t('result-refused');
    case 'unclear':
      return t('result-unclear');
  }
}

/** The same for what a job did to many accounts. */
export function bulkMark({ accounts, done, open }: ActivityBulk): [MarkName, string] {
  if (open) return activityMarks.sent;
  if (done === accounts) return activityMarks.done;
  return done === 0 ? activityMarks.refused : activityMarks.unclear;
}

/** What the trail can be narrowed to. */
export function activityKinds(): { id: string; label: string; kinds: ActivityKind[] }[] {
  return [
    { id: 'status', label: t('activity-status-changed-kind'), kinds: ['statusChanged'] },
    { id: 'created', label: t('activity-account-created'), kinds: ['accountCreated'] },
    { id: 'edited', label: t('activity-account-edited'), kinds: ['accountEdited'] },
    {
      id: 'exported',
      label: t('activity-exported-kind'),
      kinds: ['entriesExported', 'entriesCounted'],
    },
    {
      id: 'signing',
      label: t('activity-signing-kind'),
      kinds: ['signedIn', 'signedOut', 'appTokenMade', 'appTokenRevoked', 'connectionRemoved'],
    },
  ];
}
