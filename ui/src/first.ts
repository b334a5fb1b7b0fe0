// Asks for what the first screen shows while the rest of the interface is still being read. Its
// answers are handed out when the interface asks the same (backend.ts), in the order in which
// App.start does; where it asks something else, nothing is lost but the answer.
import { askAhead, beginListening, type AppInfo, type ConnectionSummary } from './backend';
import { usualQuestion } from './lib/query';
import { chunkSize } from './lib/virtual';

/** The connection that is opened at the start: the last one, or else any. */
export function connectionToOpen(
  info: AppInfo | null,
  all: ConnectionSummary[],
): ConnectionSummary | undefined {
  return all.find((it) => it.id === info?.lastConnection) ?? all[0];
}

export async function askFirst(): Promise<void> {
  const [info, preferences, connections, status] = await Promise.all([
    askAhead('getAppInfo'),
    askAhead('getPreferences'),
    askAhead('listConnections'),
    askAhead('connectionStatus'),
    beginListening(),
  ]);
  if (info.problem || info.startInSampleData || status !== null) return;
  const last = connectionToOpen(info, connections);
  if (!last || last.sample) return;
  await askAhead('selectConnection', last.id);
  const labels = askAhead('listLabels');
  await askAhead('listAccounts', usualQuestion(preferences), 0, chunkSize);
  await labels;
}
