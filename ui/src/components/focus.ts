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

/** Gives the keyboard back to where it came from, when that is still there. */
export function giveBack(to: Element | null): void {
  if (to instanceof HTMLElement && to.isConnected && to !== document.body) {
    to.focus();
    return;
  }
  const row = document.querySelector<HTMLElement>('.grid [tabindex="0"]');
  (row ?? document.querySelector<HTMLElement>('main[tabindex]'))?.focus();
}
