// Lines of a list that are put into another order by dragging, with pointer events: the web view's
// own dragging does not work where the window takes files that are dropped on it. A line shows
// where the dragged one would go; Esc leaves everything as it was. By keyboard each list has its
// own ways.
import type { Attachment } from 'svelte/attachments';
import { gapAt, pullAt, staysAt, type Extent } from '../lib/reorder';

interface List<Item> {
  /** The lines that are shown, in order. */
  items: () => readonly Item[];
  /** The first gap that something can go to; 0 unless something is to stay on top. */
  first?: number;
  /** A line was put into this gap of those that are shown. */
  ondrop: (item: Item, gap: number) => void;
}

/** As far as a pointer may stray in a click, in CSS pixels. */
const slack = 4;

function scrollerOf(node: Element): Element | null {
  for (let it = node.parentElement; it; it = it.parentElement) {
    const { overflowY } = getComputedStyle(it);
    if (overflowY === 'auto' || overflowY === 'scroll') return it;
  }
  return null;
}

/** What was dragged is not also clicked when it is let go. */
function swallowClick(): void {
  const swallow = (event: Event): void => {
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => {
    window.removeEventListener('click', swallow, { capture: true });
  });
}

export class Reorder<Item> {
  dragged = $state.raw<Item | null>(null);
  #gap = $state(0);
  readonly #nodes = new Map<Item, HTMLElement>();
  readonly #list: List<Item>;
  /** The line that a pointer is down on, and what ends that without putting it anywhere. */
  #pressed: HTMLElement | null = null;
  #giveUp: () => void = () => undefined;

  constructor(list: List<Item>) {
    this.#list = list;
  }

  /**
   * For the element of a line. A `drag-handle` in it is for fingers, too. `draggable`: it is not one
   * that stays where it is.
   */
  line(item: Item, draggable = true): Attachment<HTMLElement> {
    return (node) => {
      this.#nodes.set(item, node);
      const press = (event: PointerEvent): void => {
        if (draggable) this.#press(event, node, item);
      };
      node.addEventListener('pointerdown', press);
      return () => {
        if (this.#nodes.get(item) === node) this.#nodes.delete(item);
        node.removeEventListener('pointerdown', press);
        if (this.#pressed === node) this.#giveUp();
      };
    };
  }

  /** Class names of a line: it is dragged, or the dragged one would go right above or below it. */
  look(item: Item): string[] {
    const { dragged } = this;
    if (dragged === null) return [];
    if (item === dragged) return ['dragging'];
    const items = this.#list.items();
    if (staysAt(items.indexOf(dragged), this.#gap)) return [];
    const at = items.indexOf(item);
    if (at === this.#gap) return ['drop-above'];
    return at === this.#gap - 1 && this.#gap === items.length ? ['drop-below'] : [];
  }

  #press(event: PointerEvent, node: HTMLElement, item: Item): void {
    const { target, pointerId } = event;
    if (event.button !== 0 || !event.isPrimary || this.#pressed) return;
    if (!(target instanceof Element) || target.closest('button')) return;
    // A finger on the rest of a line scrolls the list.
    if (event.pointerType === 'touch' && !target.closest('.drag-handle')) return;
    const start = { x: event.clientX, y: event.clientY };
    let { y } = start;
    let moving = false;
    let frame = 0;
    const scroller = scrollerOf(node);
    const listening = new AbortController();
    this.#pressed = node;

    const lines = (): Extent[] =>
      this.#list.items().flatMap((it) => this.#nodes.get(it)?.getBoundingClientRect() ?? []);
    const look = (): void => {
      this.#gap = Math.max(this.#list.first ?? 0, gapAt(lines(), y));
    };
    /** With the pointer at rest near an end the list still moves under it. */
    const follow = (): void => {
      const all = lines();
      const list = { top: all[0]?.top ?? y, bottom: all.at(-1)?.bottom ?? y };
      if (scroller) scroller.scrollTop += pullAt(scroller.getBoundingClientRect(), list, y);
      look();
      frame = requestAnimationFrame(follow);
    };
    const rest = (): void => {
      cancelAnimationFrame(frame);
      this.dragged = null;
      if (node.hasPointerCapture(pointerId)) node.releasePointerCapture(pointerId);
    };
    const on = <Kind extends keyof WindowEventMap>(
      kind: Kind,
      run: (event: WindowEventMap[Kind]) => void,
    ): void => {
      window.addEventListener(kind, run, { capture: true, signal: listening.signal });
    };
    const end = (put: boolean): void => {
      listening.abort();
      this.#pressed = null;
      if (!moving) return;
      const dropped = put && this.dragged === item;
      const gap = this.#gap;
      rest();
      swallowClick();
      if (dropped && !staysAt(this.#list.items().indexOf(item), gap)) {
        this.#list.ondrop(item, gap);
      }
    };

    on('pointermove', (to) => {
      if (to.pointerId !== pointerId) return;
      ({ clientY: y } = to);
      if (!moving) {
        if (Math.hypot(to.clientX - start.x, y - start.y) < slack) return;
        moving = true;
        node.setPointerCapture(pointerId);
        getSelection()?.removeAllRanges();
        this.dragged = item;
        follow();
      }
      if (this.dragged === item) look();
    });
    on('pointerup', (at) => {
      if (at.pointerId === pointerId) end(true);
    });
    on('pointercancel', (at) => {
      if (at.pointerId === pointerId) end(false);
    });
    on('blur', (at) => {
      if (at.target === window) end(false);
    });
    on('keydown', (key) => {
      if (key.key !== 'Escape' || this.dragged !== item) return;
      // It means the dragging, not what the list stands in. What is let go later is no click.
      key.preventDefault();
      key.stopPropagation();
      rest();
    });
    this.#giveUp = () => {
      end(false);
    };
  }
}
