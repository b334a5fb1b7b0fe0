// Making up what can be said about a new account.
import type { CreatedAccount, FieldRemark, NewAccount, NewAccountCheck } from '../src/bindings';
import { problem } from './connections';
import type { Options } from './options';
import { now, said, type World } from './world';

export function checkNewAccount(options: Options, world: World, form: NewAccount): NewAccountCheck {
  const remarks: FieldRemark[] = [];
  const wrong = (field: FieldRemark['field'], message: string): void => {
    remarks.push({ field, severity: 'error', message: said(options, message), accounts: [] });
  };
  if (!form.name.trim()) wrong('name', 'Give the account a name');
  if (!form.adminName.trim()) wrong('adminName', 'Name the administrator');
  if (!form.adminEmail.trim()) wrong('adminEmail', 'The administrator needs an e-mail');
  else if (!/@.+\./.test(form.adminEmail)) {
    wrong('adminEmail', 'Add the ending of the address, for example .edu or .com');
  }
  if (!form.phone.trim()) wrong('phone', 'Kaltura requires a phone number');
  const same = world.accounts.find((it) => it.name === form.name.trim());
  if (same) {
    const message =
      'There is already an account with this name. You can still create a second one.';
    const { id, name, status } = same;
    remarks.push({
      field: 'name',
      severity: 'warning',
      message: said(options, message),
      accounts: [{ id, name, status }],
    });
  }
  const over = options.quota === 'over';
  return { remarks, quota: { used: world.used, limit: over ? 900 : 1250 }, overQuota: over };
}

export function validateNewAccount(options: Options): null {
  if (options.create === 'refused') {
    throw problem(
      options,
      'notPermitted',
      'The server does not let this sign-in create accounts.',
      'Ask the owner of Northgate Video.',
      'SERVICE_FORBIDDEN',
    );
  }
  if (options.create === 'field') {
    const wrong = problem(options, 'invalidField', 'The server does not accept this e-mail.');
    throw { ...wrong, detail: { ...wrong.detail, field: 'adminEmail' } };
  }
  return null;
}

export function createAccount(options: Options, world: World, form: NewAccount): CreatedAccount {
  if (options.create === 'unclear') {
    throw problem(
      options,
      'unclear',
      'The answer was lost, and it is not certain whether the account was created.',
      'Choose “Look again” before you create it a second time.',
    );
  }
  if (options.create === 'orphaned') {
    throw problem(
      options,
      'orphaned',
      'The account was created, but outside your parent account: its Partner ID is 6121733. You cannot see or manage it.',
      'Write the Partner ID down and ask your Kaltura contact to move the account under Northgate Video. Do not create it again.',
    );
  }
  const id = 6_121_733;
  const { name, adminName, adminEmail, phone, website, referenceId } = form;
  const account = {
    id,
    name,
    adminName,
    adminEmail,
    phone,
    website,
    referenceId,
    status: 'active' as const,
    statusNumber: 1,
    template: false,
    createdAt: now,
    labels: [],
    change: { kind: 'new' as const },
  };
  world.add(account);
  return {
    account,
    firstPassword: options.create === 'password' ? 'Tq7!mnx2Lp' : null,
    loginExisted: options.create !== 'password',
    welcomeEmailSent: form.sendWelcomeEmail,
    foundAfterLostAnswer: false,
  };
}
