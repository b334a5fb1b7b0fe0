// Where a line of a list goes that is dragged. Following the pointer is in
// components/reorder.svelte.ts; what stands in the lines is not known here.

/** Top and bottom of something, in CSS pixels. */
export interface Extent {
  top: number;
  bottom: number;
}

/** The gap between lines that is nearest to a height: 0 is above the first one. */
export function gapAt(lines: readonly Extent[], y: number): number {
  const below = lines.findIndex((it) => y < (it.top + it.bottom) / 2);
  return below < 0 ? lines.length : below;
}

/** Whether a line stays where it is when it is put into this gap: the one above or below it. */
export const staysAt = (from: number, gap: number): boolean => gap === from || gap === from + 1;

/** Puts an item into a gap between those that are shown. The others keep their order. */
export function intoGap<Item>(
  all: readonly Item[],
  shown: readonly Item[],
  item: Item,
  gap: number,
): Item[] {
  const rest = all.filter((it) => it !== item);
  const next = shown.slice(gap).find((it) => it !== item);
  const last = shown.slice(0, gap).findLast((it) => it !== item);
  if (rest.length === all.length || (next === undefined && last === undefined)) return [...all];
  const at = next === undefined ? rest.indexOf(last as Item) + 1 : rest.indexOf(next);
  return [...rest.slice(0, at), item, ...rest.slice(at)];
}

const edge = 24;
const fastest = 12;

/**
 * How far a list scrolls at once while the pointer is near an end of what is in sight of it, or
 * beyond; not further than to its own end.
 */
export function pullAt(sight: Extent, list: Extent, y: number): number {
  const above = sight.top + edge - y;
  const below = y - (sight.bottom - edge);
  if (above > 0 && above >= below) {
    return -Math.min(fastest, Math.ceil(above / 3), Math.max(0, sight.top - list.top));
  }
  if (below <= 0) return 0;
  return Math.min(fastest, Math.ceil(below / 3), Math.max(0, list.bottom - sight.bottom));
}
