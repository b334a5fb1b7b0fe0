// Moving through a list by keyboard, and the range between two places in it.

/** The row that a key leads to; null when the key does not move. */
export function moveBy(key: string, at: number, total: number, page: number): number | null {
  if (total === 0) return null;
  const to = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: total - 1,
    PageDown: at + page,
    PageUp: at - page,
  }[key];
  return to === undefined ? null : Math.min(total - 1, Math.max(0, to));
}

/** Both ends included, whichever comes first. */
export function between(one: number, other: number): { first: number; end: number } {
  return { first: Math.min(one, other), end: Math.max(one, other) + 1 };
}
