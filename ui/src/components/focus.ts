// Where the keyboard may go, and how it stays inside a dialog.
import { tick } from 'svelte';

const reachable =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex="0"], summary';

export function focusableIn(node: HTMLElement): HTMLElement[] {
  return [...node.querySelectorAll<HTMLElement>(reachable)].filter(
    (it) => it.tabIndex >= 0 && it.getClientRects().length > 0,
  );
}

/** Tab on the last part goes to the first, and the other way round. */
export function keepInside(node: HTMLElement, event: KeyboardEvent): void {
  if (event.key !== 'Tab') return;
  const parts = focusableIn(node);
  const first = parts[0];
  const last = parts.at(-1);
  if (!first || !last) return;
  const at = document.activeElement;
  if (event.shiftKey && (at === first || !node.contains(at))) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && (at === last || !node.contains(at))) {
    event.preventDefault();
    first.focus();
  }
}

/** After another screen came: the keyboard goes to its row or its heading, if it is nowhere. */
export async function focusScreen(): Promise<void> {
  await tick();
  if (document.activeElement !== document.body) return;
  const row = document.querySelector<HTMLElement>('.accounts-grid [data-index][tabindex="0"]');
  const heading = document.querySelector<HTMLElement>('main h1');
  if (!row && heading) heading.tabIndex = -1;
  (row ?? heading ?? document.querySelector<HTMLElement>('main[tabindex]'))?.focus({
    preventScroll: true,
  });
}

/**
 * Where the keyboard is, said so that it is found again when what has it is made anew: on which
 * line (`data-line`), and on which part of it (`data-part`).
 */
export interface Spot {
  line: string | null;
  part: string | null;
}

/** Null when the keyboard is nowhere, or in something that floats and gives it back itself. */
export function spotOf(at: Element | null): Spot | null {
  if (!at || at === document.body || at.closest('dialog, .menu, .popover')) return null;
  const line = at.closest<HTMLElement>('[data-line]');
  const part = at.closest<HTMLElement>('[data-part]');
  return { line: line?.dataset['line'] ?? null, part: part?.dataset['part'] ?? null };
}

/** The same part of the same line, or else the line itself. Whether there is one. */
export function goToSpot({ line, part }: Spot): boolean {
  const all = [...document.querySelectorAll<HTMLElement>('[data-line]')];
  const parts = [
    ...(all
      .find((it) => it.dataset['line'] === line)
      ?.querySelectorAll<HTMLElement>('[data-part]') ?? []),
  ];
  const to =
    parts.find((it) => it.dataset['part'] === part) ??
    parts.find((it) => it.dataset['part'] === 'line');
  to?.focus();
  return to !== undefined;
}

/** Gives the keyboard back to where it came from, or to what stands there now. */
export function giveBack(to: Element | null, spot: Spot | null = null): void {
  if (to instanceof HTMLElement && to.isConnected && to !== document.body) {
    to.focus();
    return;
  }
  if (spot && goToSpot(spot)) return;
  const row = document.querySelector<HTMLElement>('.grid [tabindex="0"]');
  (row ?? document.querySelector<HTMLElement>('main[tabindex]'))?.focus();
}

/** Remembers where the keyboard comes from; what is handed back gives it back. */
export function wayBack(from: Element | null): () => void {
  const spot = spotOf(from);
  return () => {
    giveBack(from, spot);
  };
}
