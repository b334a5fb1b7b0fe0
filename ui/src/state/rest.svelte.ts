// The parts of the interface that are read after the first screen: whether they are here yet.
import { problemOf } from '../errors';
import { t } from '../messages';
import type { Problem } from '../backend';

type Parts = typeof import('../rest');

class Rest {
  parts = $state.raw<Parts | null>(null);
  /** They could not be read: Roster's own files are damaged. */
  problem = $state.raw<Problem | null>(null);

  async read(): Promise<void> {
    if (this.parts) return;
    try {
      this.parts = await import('../rest');
    } catch (thrown) {
      this.problem = problemOf(thrown, t('error-not-started'));
    }
  }
}

export const rest = new Rest();
