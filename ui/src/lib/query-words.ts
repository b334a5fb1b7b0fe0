// What filters, and the presets of a range of days, are called.
import { t } from '../messages';
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
