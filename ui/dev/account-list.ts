// A pasted list, or one in a file: which of the made-up accounts it names.
import type { AccountList } from '../src/bindings';
import type { Options } from './options';
import { data, type World } from './world';

/** Found by Partner ID or Reference ID, each account once. */
export function accountList(options: Options, world: World, text: string): AccountList {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  const accounts = new Set<number>();
  const notFound: string[] = [];
  const ambiguous: string[] = [];
  let repeated = 0;
  for (const part of parts) {
    const fits = world.accounts.filter(
      (it) =>
        String(it.id) === part || it.referenceId === part || it.referenceId === data(options, part),
    );
    const [only] = fits;
    if (!only) notFound.push(data(options, part));
    else if (fits.length > 1) ambiguous.push(data(options, part));
    else if (accounts.has(only.id)) repeated++;
    else accounts.add(only.id);
  }
  return { accounts: [...accounts], listed: parts.length, notFound, ambiguous, repeated };
}
