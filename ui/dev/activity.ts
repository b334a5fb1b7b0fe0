// The made-up trail as the screen asks for it: narrowed, and with what a job did to many accounts
// as one line.
import type { ActivityLine, ActivityLines, ActivityQuery, ActivityRecord } from '../src/bindings';

export function matching(trail: ActivityRecord[], query: ActivityQuery): ActivityRecord[] {
  const text = query.text.toLowerCase();
  return trail.filter(
    (it) =>
      (query.results.length === 0 || query.results.includes(it.result)) &&
      (query.kinds.length === 0 || query.kinds.some((kind) => kind === it.action.kind)) &&
      (query.person === null || query.person === it.person) &&
      (query.job === null || query.job === it.job) &&
      (query.from === null || it.at >= query.from) &&
      [it.person, it.accountName, it.reason].join(' ').toLowerCase().includes(text),
  );
}

export function linesOf(records: ActivityRecord[], start: number, count: number): ActivityLines {
  const lines: ActivityLine[] = [];
  for (const record of records) {
    const { job } = record;
    if (job !== null && lines.some((it) => it.record.job === job)) continue;
    const all = job === null ? [record] : records.filter((it) => it.job === job);
    const done = all.filter((it) => it.result === 'done' || it.result === 'unchanged').length;
    const open = all.some((it) => it.result === 'sent');
    const bulk = job !== null && all.length > 1 ? { job, accounts: all.length, done, open } : null;
    lines.push({ record, bulk });
  }
  const { length: total } = lines;
  return { total, records: records.length, start, lines: lines.slice(start, start + count) };
}
