// Addresses that customers typed into a form once: made fit to open or refused, and side by side.

/** The address with a scheme, when it is one that a browser may open; else null. */
export function openable(typed: string): string | null {
  const trimmed = typed.trim();
  if (!trimmed || /\s/.test(trimmed)) return null;
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  try {
    const url = new URL(withScheme);
    const usable = url.protocol === 'https:' || url.protocol === 'http:';
    return usable && url.hostname.includes('.') ? url.href : null;
  } catch {
    return null;
  }
}

const usualScheme = 'https://';

/** Two addresses without the beginning that nearly all have, where it is not what differs. */
export function sideBySide(before: string, after: string): [before: string, after: string] {
  const short = (it: string): string =>
    it.toLowerCase().startsWith(usualScheme) ? it.slice(usualScheme.length) || it : it;
  const [one, other] = [short(before), short(after)];
  return one === other || [one, other].some((it) => it.includes('://'))
    ? [before, after]
    : [one, other];
}
