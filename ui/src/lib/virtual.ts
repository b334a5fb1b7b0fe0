// The arithmetic of a long list of which only the rows in sight exist. All rows have one height.

export interface Rows {
  /** First row to draw, from 0. */
  first: number;
  /** One past the last row to draw. */
  end: number;
}

/** Which rows to draw: those in sight, and a few on either side for fast scrolling. */
export function rowsInSight(
  scrollTop: number,
  height: number,
  rowHeight: number,
  total: number,
  spare: number,
): Rows {
  if (rowHeight <= 0 || total <= 0) return { first: 0, end: 0 };
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - spare);
  const end = Math.min(total, Math.ceil((scrollTop + height) / rowHeight) + spare);
  return { first: Math.min(first, total), end: Math.max(end, Math.min(first, total)) };
}

/** Where to scroll so that a row is whole in sight, moving as little as possible. */
export function scrollToShow(
  row: number,
  scrollTop: number,
  height: number,
  rowHeight: number,
): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  const bottom = top + rowHeight;
  return bottom > scrollTop + height ? Math.max(0, bottom - height) : scrollTop;
}

/** How many rows Page Up and Page Down move. */
export function pageOf(height: number, rowHeight: number): number {
  return rowHeight > 0 ? Math.max(1, Math.floor(height / rowHeight) - 1) : 1;
}

/** Rows that a long list is asked for at a time: a screen full, and some more. */
export const chunkSize = 50;

/** Which chunks of a fixed size hold these rows. */
export function chunksOf(rows: Rows, size: number): number[] {
  const chunks: number[] = [];
  if (rows.end <= rows.first) return chunks;
  const last = Math.floor((rows.end - 1) / size);
  for (let chunk = Math.floor(rows.first / size); chunk <= last; chunk++) chunks.push(chunk);
  return chunks;
}
