// The rows of a file that an import leaves behind. The job that comes of the file knows only the
// rows that it sends, so they are looked up before it begins and remembered while Roster is open.
import type { Backend, ImportPlan, ImportRow } from '../backend';

export interface LeftOut {
  total: number;
  /** Some of them, in the order of the file. */
  rows: { number: number; name: string; why: string }[];
}

/** More than anybody reads in a list beside a button. */
const most = 200;

export async function leftOutBy(backend: Backend, plan: ImportPlan): Promise<LeftOut | null> {
  const total = plan.leftOut + plan.toFix;
  if (total === 0) return null;
  const [out, bad] = await Promise.all([
    plan.leftOut > 0 ? backend.listImportRows(0, most, 'leftOut') : null,
    plan.toFix > 0 ? backend.listImportRows(0, most, 'toFix') : null,
  ]);
  const rows = [...(out?.rows ?? []), ...(bad?.rows ?? [])]
    .sort((one, other) => one.number - other.number)
    .slice(0, most)
    .map((it) => ({ number: it.number, name: nameOf(it), why: it.summary }));
  return { total, rows };
}

function nameOf(row: ImportRow): string {
  const name = row.cells.find((it) => it.field === 'name')?.text ?? '';
  return row.accountName ?? name;
}
