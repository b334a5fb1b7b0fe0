// How the columns of a file are laid out on the screen, and which cell a key leads to. What the
// columns mean is decided in Rust.
import type { ImportCell, ImportField, ImportRow, RowProblem, Severity } from '../backend';

interface Width {
  /** The token below which the column never goes. */
  least: string;
  /** Its share of the room, where that is more. */
  share: number;
}

const widths: Record<ImportField, Width> = {
  name: { least: '--col-person', share: 1.2 },
  adminName: { least: '--col-person', share: 0.95 },
  adminEmail: { least: '--col-person', share: 1.2 },
  phone: { least: '--col-flag', share: 0.92 },
  website: { least: '--col-person', share: 1 },
  referenceId: { least: '--col-date', share: 0.7 },
  description: { least: '--col-person', share: 1 },
  template: { least: '--col-ref', share: 0.8 },
  country: { least: '--col-change', share: 0 },
  state: { least: '--col-change', share: 0 },
  welcomeEmail: { least: '--col-amount', share: 0 },
  password: { least: '--col-amount', share: 0 },
  partnerId: { least: '--col-id', share: 0 },
};

const track = ({ least, share }: Width): string =>
  share > 0 ? `minmax(var(${least}), ${String(share)}fr)` : `var(${least})`;

export interface Layout {
  /** For `grid-template-columns`. */
  columns: string;
  /** What the grid needs at least; below it is scrolled sideways. */
  least: string;
}

function layout(before: Width[], fields: Width[], after: Width[]): Layout {
  const all = [...before, ...fields, ...after];
  return {
    columns: all.map(track).join(' '),
    least: `calc(${all.map((it) => `var(${it.least})`).join(' + ')} + var(--space-4) * 2)`,
  };
}

const rowNumber: Width = { least: '--col-num', share: 0 };

/** Row number, a column a field, what was found, leaving out. */
export function reviewLayout(fields: ImportField[]): Layout {
  const found: Width = { least: '--col-name-min', share: 1.5 };
  return layout(
    [rowNumber],
    fields.map((it) => widths[it]),
    [found, { least: '--col-menu', share: 0 }],
  );
}

/** What an edit may change: each stands there twice. A phone number is told by its last digits. */
const changes: Partial<Record<ImportField, Width>> = {
  website: { least: '--col-wide', share: 2.8 },
  adminEmail: { least: '--col-wide', share: 2.8 },
  phone: { least: '--col-say', share: 2 },
  adminName: { least: '--col-wide', share: 2 },
  referenceId: { least: '--col-wide', share: 1.4 },
};
const otherChange: Width = { least: '--col-wide', share: 2 };

/** Row number, account, Partner ID, before and after of each field. */
export function changesLayout(fields: ImportField[]): Layout {
  const account: Width = { least: '--col-person', share: 1 };
  return layout(
    [rowNumber, account, widths.partnerId],
    fields.map((it) => changes[it] ?? otherChange),
    [],
  );
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

/** Whether an earlier import may have created it: the person has to look before it is sent. */
export function isUnclear(row: ImportRow): boolean {
  return row.problems.some((it) => it.kind.kind === 'unclearBefore');
}
