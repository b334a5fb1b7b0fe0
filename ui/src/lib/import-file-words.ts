// How a text file can be read, in words: its letters and what divides its columns. The names on
// the left are those that Rust knows.
import { t } from '../messages';

export interface Reading {
  value: string;
  label: string;
}

export function encodings(): Reading[] {
  return [
    { value: 'UTF-8', label: t('importing-encoding-utf-8') },
    { value: 'UTF-16LE', label: t('importing-encoding-utf-16') },
    { value: 'windows-1252', label: t('importing-encoding-1252') },
    { value: 'windows-1250', label: t('importing-encoding-1250') },
    { value: 'windows-1251', label: t('importing-encoding-1251') },
    { value: 'windows-1253', label: t('importing-encoding-1253') },
    { value: 'windows-1254', label: t('importing-encoding-1254') },
    { value: 'windows-1255', label: t('importing-encoding-1255') },
    { value: 'windows-1256', label: t('importing-encoding-1256') },
    { value: 'Shift_JIS', label: t('importing-encoding-932') },
  ];
}

export function delimiters(): Reading[] {
  return [
    { value: ',', label: t('importing-delimiter-comma') },
    { value: ';', label: t('importing-delimiter-semicolon') },
    { value: '\t', label: t('importing-delimiter-tab') },
    { value: '|', label: t('importing-delimiter-bar') },
  ];
}

/** The choices, with the one that holds among them even when it is none of the usual ones. */
export function withCurrent(choices: Reading[], current: string): Reading[] {
  const known = choices.some((it) => it.value.toLowerCase() === current.toLowerCase());
  return known ? choices : [...choices, { value: current, label: current }];
}
