// The place of a long grid of which only the rows in sight exist: how far it is scrolled, which
// rows to draw, and how one of them is brought into sight. What stands in the rows, and who
// fetches them, is elsewhere.
import { tick } from 'svelte';
import type { Attachment } from 'svelte/attachments';
import { pageOf, rowsInSight, scrollToShow, type Rows } from '../lib/virtual';

interface Grid {
  total: () => number;
  /** The row with the keyboard, drawn wherever the grid stands so that focus is never lost. */
  cursor?: () => number;
  /** Read so that heights are measured again when it changes. */
  density: () => unknown;
  /** Where the grid stood when it was last shown, in CSS pixels. */
  startsAt?: number;
  onscroll?: (scrollTop: number) => void;
}

/** Rows drawn on either side of those in sight, for fast scrolling. */
const spare = 4;

export class GridRows {
  /** In CSS pixels, like all lengths here. */
  scrollTop = $state(0);
  height = $state(480);
  width = $state(1080);
  rowHeight = $state(32);
  headHeight = $state(28);
  node: HTMLElement | null = null;
  readonly #grid: Grid;

  constructor(grid: Grid) {
    this.#grid = grid;
    this.scrollTop = grid.startsAt ?? 0;
  }

  /** What the rows have, below the line of heads. */
  readonly room = $derived.by(() => Math.max(0, this.height - this.headHeight));
  readonly inSight: Rows = $derived.by(() =>
    rowsInSight(this.scrollTop, this.room, this.rowHeight, this.#grid.total(), spare),
  );
  readonly drawn: number[] = $derived.by(() => {
    const { first, end } = this.inSight;
    const indexes = Array.from({ length: end - first }, (_, offset) => first + offset);
    const cursor = this.#grid.cursor?.() ?? -1;
    const apart = cursor >= 0 && cursor < this.#grid.total() && (cursor < first || cursor >= end);
    return apart ? [...indexes, cursor] : indexes;
  });
  /** The first row of which something is in sight. */
  readonly first = $derived.by(() => Math.floor(this.scrollTop / this.rowHeight));

  /** How many rows Page Up and Page Down move. */
  get page(): number {
    return pageOf(this.room, this.rowHeight);
  }

  /** Height of all rows, drawn or not. */
  get length(): number {
    return this.#grid.total() * this.rowHeight;
  }

  top(index: number): number {
    return index * this.rowHeight;
  }

  /** For the element that scrolls. */
  readonly scroller: Attachment<HTMLElement> = (node) => {
    this.node = node;
    const scrolled = (): void => {
      this.scrollTop = node.scrollTop;
      this.#grid.onscroll?.(node.scrollTop);
    };
    const sized = new ResizeObserver(() => {
      this.height = node.clientHeight;
      this.width = node.clientWidth;
    });
    sized.observe(node);
    node.addEventListener('scroll', scrolled, { passive: true });
    $effect(() => {
      this.#grid.density();
      const style = getComputedStyle(node);
      this.rowHeight = parseFloat(style.getPropertyValue('--row')) || 32;
      this.headHeight = parseFloat(style.getPropertyValue('--row-head')) || 28;
    });
    return () => {
      this.node = null;
      sized.disconnect();
      node.removeEventListener('scroll', scrolled);
    };
  };

  scrollTo(top: number): void {
    if (!this.node || this.node.scrollTop === top) return;
    this.node.scrollTop = top;
    this.scrollTop = top;
  }

  /** Brings a row into sight, moving as little as possible. */
  reveal(row: number): void {
    if (!this.node || row < 0) return;
    this.scrollTo(scrollToShow(row, this.node.scrollTop, this.room, this.rowHeight));
  }

  /** Brings a row into sight and gives the keyboard to it, or to what the selector says. */
  async focus(
    row: number,
    selector = `[data-index="${String(row)}"]`,
  ): Promise<HTMLElement | null> {
    this.reveal(row);
    await tick();
    const found = this.node?.querySelector<HTMLElement>(selector) ?? null;
    found?.focus({ preventScroll: true });
    return found;
  }
}
