// What the colours of connections are called.
import type { ConnectionColor } from '../backend';
import { t } from '../messages';

export function colorWord(color: ConnectionColor): string {
  switch (color) {
    case 'teal':
      return t('color-teal');
    case 'copper':
      return t('color-copper');
    case 'plum':
      return t('color-plum');
    case 'moss':
      return t('color-moss');
    case 'indigo':
      return t('color-indigo');
    case 'slate':
      return t('color-slate');
  }
}
