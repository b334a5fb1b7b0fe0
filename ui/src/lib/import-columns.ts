// How the columns of a file are laid out on the screen, and which cell a key leads to. What the
// columns mean is decided in Rust.
import type { ImportCell, ImportField, ImportRow, RowProblem, Severity } from '../backend';

const widths: Record<ImportField, string> = {
  name: 'minmax(var(--col-wide), 1fr)',
  adminName: 'var(--col-person)',
  adminEmail: 'var(--col-wide)',
  phone: 'var(--col-person)',
  website: 'var(--col-wide)',
  referenceId: 'var(--col-ref)',
  description: 'var(--col-wide)',
  template: 'var(--col-person)',
  country: 'var(--col-change)',
  state: 'var(--col-change)',
  welcomeEmail: 'var(--col-amount)',
  password: 'var(--col-amount)',
  partnerId: 'var(--col-id)',
};

/** The widths of the review: row number, a column a field, what was found, leave out. */
export function reviewTemplate(fields: ImportField[]): string {
  const cells = fields.map((it) => widths[it]);
  if (!fields.includes('name')) cells.push('minmax(0, 1fr)');
  return ['var(--col-num)', ...cells, 'var(--col-say)', 'var(--col-menu)'].join(' ');
}

/** The widths of before and after: row number, account, Partner ID, a column a field. */
export function changesTemplate(fields: ImportField[]): string {
  const cells = fields.map(() => 'minmax(var(--col-say), 1fr)');
  return ['var(--col-num)', 'minmax(var(--col-wide), 1fr)', 'var(--col-id)', ...cells].join(' ');
}

/** The worst of what was found in one cell. */
export function cellProblem(row: ImportRow, field: ImportField): RowProblem | null {
  const own = row.problems.filter((it) => it.field === field);
  return own.find((it) => it.severity === 'error') ?? own[0] ?? null;
}

export function worst(row: ImportRow): Severity | null {
  if (row.problems.length === 0) return null;
  return row.problems.some((it) => it.severity === 'error') ? 'error' : 'warning';
}

export const cellOf = (row: ImportRow, field: ImportField): ImportCell | null =>
  row.cells.find((it) => it.field === field) ?? null;

export interface Cell {
  row: number;
  column: number;
}

export interface Shape {
  rows: number;
  columns: number;
  /** How many rows Page Up and Page Down move. */
  page: number;
}

/** The cell that a key leads to, as in a spreadsheet; null when the key does not move. */
export function moveCell(key: string, mod: boolean, at: Cell, shape: Shape): Cell | null {
  const { rows, columns, page } = shape;
  if (rows === 0 || columns === 0) return null;
  const to: Record<string, Cell> = {
    ArrowDown: { row: mod ? rows - 1 : at.row + 1, column: at.column },
    ArrowUp: { row: mod ? 0 : at.row - 1, column: at.column },
    ArrowRight: { row: at.row, column: at.column + 1 },
    ArrowLeft: { row: at.row, column: at.column - 1 },
    Home: { row: mod ? 0 : at.row, column: 0 },
    End: { row: mod ? rows - 1 : at.row, column: columns - 1 },
    PageDown: { row: at.row + page, column: at.column },
    PageUp: { row: at.row - page, column: at.column },
  };
  const cell = to[key];
  if (!cell) return null;
  return {
    row: Math.min(rows - 1, Math.max(0, cell.row)),
    column: Math.min(columns - 1, Math.max(0, cell.column)),
  };
}

/** Where Tab goes while a cell is changed: the next cell, in the next row after the last. */
export function nextCell(at: Cell, backwards: boolean, shape: Shape): Cell | null {
  const place = at.row * shape.columns + at.column + (backwards ? -1 : 1);
  if (place < 0 || place >= shape.rows * shape.columns) return null;
  return { row: Math.floor(place / shape.columns), column: place % shape.columns };
}
