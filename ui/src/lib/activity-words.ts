// How a line of Activity ended, in a word and with its mark.
import type { ActivityResult } from '../backend';
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
