// What filters, and the presets of a range of days, are called.
import { t } from '../messages';
import { day } from './format';
import type { DatePreset, Filter } from './query';

export function filterWord(filter: Filter): string {
  switch (filter) {
    case 'created':
      return t('column-created');
    case 'templates':
      return t('template');
    case 'label':
      return t('label');
    case 'onlyChanged':
      return t('filter-changed');
  }
}

export function datePresetWord(preset: DatePreset['id']): string {
  switch (preset) {
    case 'last7Days':
      return t('created-7-days');
    case 'last30Days':
      return t('created-30-days');
    case 'thisYear':
      return t('created-this-year');
    case 'lastYear':
      return t('created-last-year');
  }
}

/** What a range of days is called: as the preset that it is, or else by its days. */
export function rangeWord(from: number | null, to: number | null, presets: DatePreset[]): string {
  const preset = presets.find((it) => it.from === from && it.to === to);
  if (preset) return datePresetWord(preset.id);
  if (from !== null && to !== null) return t('created-range', { from: day(from), to: day(to) });
  if (from !== null) return t('created-from', { from: day(from) });
  return to === null ? '' : t('created-to', { to: day(to) });
}
