// What the columns of the account list are called.
import type { AccountColumn } from '../backend';
import { t } from '../messages';

export function columnWord(column: AccountColumn): string {
  switch (column) {
    case 'name':
      return t('column-account');
    case 'id':
      return t('partner-id');
    case 'status':
      return t('status');
    case 'adminName':
      return t('administrator');
    case 'adminEmail':
      return t('email');
    case 'phone':
      return t('phone');
    case 'website':
      return t('website');
    case 'referenceId':
      return t('reference-id');
    case 'createdAt':
      return t('column-created');
  }
}
