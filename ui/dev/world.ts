// The made-up parent account and what can be asked of its accounts, in memory.
import type {
  AccountPage,
  AccountQuery,
  AccountRow,
  AccountStatus,
  StatusCounts,
} from '../src/bindings';
import { accountNames, longName, people } from './names';
import type { Options } from './options';

/** 23 November 2026, 14:32 UTC: pictures always look alike. */
export const now = 1_795_444_320;

const day = 86_400;

/** In the test language, data is marked too, so that what is neither is an untranslated word. */
export const data = (options: Options, text: string): string =>
  options.language === 'pseudo' && text !== '' ? `⟪${text}⟫` : text;

/** A sentence as Rust would send it. */
export const said = (options: Options, text: string): string =>
  options.language === 'pseudo' ? `⟦${text}⟧` : text;

function statusAt(index: number): AccountStatus {
  if (index === 16) return 'readOnly';
  if (index === 5 || index === 13 || index === 20) return 'blocked';
  if (index < 30) return 'active';
  if (index % 20 === 3) return 'removed';
  return index % 21 === 5 ? 'blocked' : 'active';
}

function row(options: Options, index: number): AccountRow {
  const round = Math.floor(index / accountNames.length);
  const base = accountNames[index % accountNames.length] ?? '';
  const plain = round === 0 ? base : `${base} ${String(round + 1)}`;
  const name = options.names === 'long' && index % 3 === 1 ? longName + plain : plain;
  const [adminName, adminEmail] = people[index % people.length] ?? ['', ''];
  const id = 6_120_418 - index * 7;
  return {
    id,
    name: data(options, name),
    status: statusAt(index),
    statusNumber: 1,
    template: index % 30 === 7 && index < 100,
    adminName: data(options, adminName),
    adminEmail: data(options, adminEmail),
    phone: index % 4 === 3 ? '' : data(options, `+1 617 555 0${String(100 + (index % 900))}`),
    website: index % 3 === 2 ? '' : data(options, `www.account-${String(index)}.example`),
    referenceId: index % 9 === 7 ? '' : data(options, `UNI-${String(index + 42).padStart(4, '0')}`),
    createdAt: now - 3 * day - index * Math.max(3600, Math.floor((900 * day) / options.accounts)),
    labels: index % 11 === 0 ? [data(options, 'Renewal Q1')] : [],
    change:
      index === 0
        ? { kind: 'new' }
        : index === 5
          ? { kind: 'statusChanged', from: 'active' }
          : index === 8
            ? { kind: 'renamed', from: data(options, 'Nordic Broadcasting') }
            : null,
  };
}

const fold = (text: string): string =>
  text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

export class World {
  accounts: AccountRow[];
  notes = new Map<number, string>();
  generation = 1;
  #searchable = new Map<number, string>();
  #ids = new Set<string>();
  #idsOf: AccountRow[] | null = null;

  constructor(readonly options: Options) {
    const count = options.list === 'full' ? options.accounts : 0;
    this.accounts = Array.from({ length: count }, (_, index) => row(options, index));
    // Rust has this ready too, before the first key is pressed.
    for (const account of this.accounts) this.#text(account);
  }

  get used(): number {
    return this.accounts.filter(
      (it) => !it.template && (it.status === 'active' || it.status === 'blocked'),
    ).length;
  }

  find(id: number): AccountRow | undefined {
    return this.accounts.find((it) => it.id === id);
  }

  add(account: AccountRow): void {
    this.accounts = [account, ...this.accounts];
    this.generation++;
  }

  setStatus(id: number, status: AccountStatus): void {
    this.accounts = this.accounts.map((it) => (it.id === id ? { ...it, status } : it));
    this.generation++;
  }

  /** Partner IDs and Reference IDs as text, worked out once for each state of the world. */
  get #known(): Set<string> {
    if (this.#idsOf !== this.accounts) {
      this.#ids = new Set(this.accounts.flatMap((it) => [String(it.id), it.referenceId]));
      this.#idsOf = this.accounts;
    }
    return this.#ids;
  }

  #text(account: AccountRow): string {
    let text = this.#searchable.get(account.id);
    if (text === undefined) {
      const { name, id, referenceId, adminName, adminEmail, phone, website } = account;
      text = fold([name, id, referenceId, adminName, adminEmail, phone, website].join('\n'));
      this.#searchable.set(account.id, text);
    }
    return text;
  }

  matching(query: AccountQuery): {
    rows: AccountRow[];
    counts: StatusCounts;
    notFound: string[];
    ambiguous: string[];
  } {
    const parts = query.text.split(/[\s,;]+/).filter(Boolean);
    const known = this.#known;
    const isList = parts.length > 1 && parts.filter((it) => known.has(it)).length > 1;
    const words = fold(query.text).split(/\s+/).filter(Boolean);
    const isNamed = (it: AccountRow, part: string) =>
      String(it.id) === part || it.referenceId === part;
    const fits = (part: string) => this.accounts.filter((it) => isNamed(it, part)).length;
    const ambiguous = isList ? parts.filter((part) => fits(part) > 1) : [];
    const byText = this.accounts.filter((account) => {
      if (isList) {
        return parts.some((part) => !ambiguous.includes(part) && isNamed(account, part));
      }
      return words.length === 0 || words.every((word) => this.#text(account).includes(word));
    });
    const others = byText.filter(
      (it) =>
        (query.createdFrom === null || it.createdAt >= query.createdFrom) &&
        (query.createdTo === null || it.createdAt <= query.createdTo) &&
        (query.templates === 'all' || it.template === (query.templates === 'onlyTemplates')) &&
        (query.label === null || it.labels.includes(query.label)) &&
        (!query.onlyChanged || it.change !== null),
    );
    const counts = { active: 0, blocked: 0, removed: 0, readOnly: 0, deleted: 0, unknown: 0 };
    for (const it of others) counts[it.status]++;
    const rows = others.filter((it) => query.statuses.includes(it.status));
    const { column, descending } = query.sort;
    const sign = descending ? -1 : 1;
    rows.sort((one, other) => {
      const a = one[column];
      const b = other[column];
      if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
      return sign * (fold(String(a)) < fold(String(b)) ? -1 : 1);
    });
    const notFound = isList ? parts.filter((it) => !known.has(it)) : [];
    return { rows, counts, notFound, ambiguous };
  }

  page(query: AccountQuery, start: number, count: number): AccountPage {
    const { rows, counts, notFound, ambiguous } = this.matching(query);
    return {
      generation: this.generation,
      known: this.accounts.length,
      total: rows.length,
      counts,
      changed: this.accounts.filter((it) => it.change !== null).length,
      notFound,
      ambiguous,
      start,
      rows: rows.slice(start, start + count),
    };
  }
}
