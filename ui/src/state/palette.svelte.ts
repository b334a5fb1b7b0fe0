// The command palette: what was typed, the accounts that match it, and which line is chosen.
// Which commands there are is in actions.ts.
import type { AccountRow, Backend } from '../backend';
import { plainQuery } from '../lib/query';
import type { AccountList } from './accounts.svelte';

const accountsShown = 6;

export class Palette {
  open = $state(false);
  text = $state('');
  at = $state(0);
  accounts = $state.raw<AccountRow[]>([]);
  /** The accounts could not be searched: that none is found says nothing then. */
  unreadable = $state(false);
  #asked = 0;

  constructor(
    private readonly backend: Backend,
    private readonly list: AccountList,
  ) {}

  show(): void {
    this.text = '';
    this.at = 0;
    this.accounts = [];
    this.unreadable = false;
    this.open = true;
  }

  close(): void {
    this.open = false;
  }

  async type(text: string): Promise<void> {
    this.text = text;
    this.at = 0;
    const asked = ++this.#asked;
    if (!text.trim() || this.list.rows.page === null) {
      this.accounts = [];
      this.unreadable = false;
      return;
    }
    const query = {
      ...plainQuery(['active', 'blocked', 'readOnly', 'removed', 'unknown'], {
        column: 'name',
        descending: false,
      }),
      text,
    };
    try {
      const page = await this.backend.listAccounts(query, 0, accountsShown);
      if (asked !== this.#asked) return;
      this.accounts = page.rows;
      this.unreadable = false;
    } catch {
      // The list says what is wrong; commands still work without accounts.
      if (asked !== this.#asked) return;
      this.accounts = [];
      this.unreadable = true;
    }
  }
}
