// Keyboard shortcuts: how they are written down, matched and shown. Which there are is decided
// where the actions are.

export interface Pressed {
  key: string;
  /** Where the key lies, such as `KeyK`. */
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

interface Combination {
  key: string;
  mod: boolean;
  shift: boolean;
  alt: boolean;
}

function parse(combination: string): Combination {
  const parts = combination.split('+');
  const key = parts.pop() ?? '';
  return {
    key: key.toLowerCase(),
    mod: parts.includes('mod'),
    shift: parts.includes('shift'),
    alt: parts.includes('alt'),
  };
}

/**
 * Where a layout writes no Latin letters, such as Hebrew, Arabic or Cyrillic, a shortcut's letter is
 * the key that has it on a Latin one. A digit is always the key in its place: some layouts write
 * digits only with Shift.
 */
function isKey({ key, code }: Pressed, wanted: string): boolean {
  if (key.toLowerCase() === wanted) return true;
  if (/^\d$/.test(wanted)) return code === `Digit${wanted}`;
  const foreign = [...key].length === 1 && key > '\u007f';
  return foreign && code === (wanted === ',' ? 'Comma' : `Key${wanted.toUpperCase()}`);
}

/** Whether the keys pressed are `mod+shift+c` and the like; `mod` is ⌘ on a Mac, else Ctrl. */
export function matches(pressed: Pressed, combination: string, mac: boolean): boolean {
  const wanted = parse(combination);
  const mod = mac ? pressed.metaKey : pressed.ctrlKey;
  const otherMod = mac ? pressed.ctrlKey : pressed.metaKey;
  return (
    isKey(pressed, wanted.key) &&
    mod === wanted.mod &&
    !otherMod &&
    pressed.altKey === wanted.alt &&
    pressed.shiftKey === wanted.shift
  );
}

const macNames: Record<string, string> = { mod: '⌘', shift: '⇧', alt: '⌥' };
const names: Record<string, string> = { mod: 'Ctrl', shift: 'Shift', alt: 'Alt' };
const keyNames: Record<string, string> = {
  enter: 'Enter',
  escape: 'Esc',
  arrowup: '↑',
  arrowdown: '↓',
};

/** What stands on the keys, one after the other. */
export function keycaps(combination: string, mac: boolean): string[] {
  return combination.split('+').map((part) => {
    const modifier = (mac ? macNames : names)[part];
    const key = part.toLowerCase();
    return modifier ?? keyNames[key] ?? (key.length === 1 ? key.toUpperCase() : part);
  });
}

/** For aria-keyshortcuts. */
export function ariaKeys(combination: string, mac: boolean): string {
  return combination
    .split('+')
    .map((part) => {
      if (part === 'mod') return mac ? 'Meta' : 'Control';
      return part.length === 1 ? part.toUpperCase() : part[0]?.toUpperCase() + part.slice(1);
    })
    .join('+');
}
