// A scenario that Kaltura's own npm client runs against the simulator: what `scenario.py` beside
// it does, once more in JSON. What only the XML form or the Python client shows is there, not here.
//
// `node scenario.mjs PATH` starts the simulator's program at PATH and does what an account manager
// does. It says what it did and ends at the first surprise; with `--server LINE` (the simulator's
// JSON line in a file) it uses one that runs already.
//
// Of Kaltura's npm clients it is `kaltura-client`, which is generated from the API of today:
// `kaltura-typescript-client` 6.0.0 was built in 2017 for API 3.3.0 and needs a browser's
// XMLHttpRequest. Three habits of the client, with a real server too, shape what stands below:
// - it makes no sessions by itself, so only Python proves those;
// - it numbers the parts of a multirequest from 0 while references count from 1;
// - when a multirequest is refused as a whole it throws where no caller can catch it, and its
//   promise never settles (`anEscape`).

import { deepStrictEqual } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';

import kaltura from 'kaltura-client';

const { AppToken, FilterPager, Partner, PartnerFilter } = kaltura.objects;
const { AppTokenHashType, PartnerStatus, SessionType } = kaltura.enums;
const { appToken, partner, session, user, varConsole } = kaltura.services;

const NOBODY = 98765432;

/** What the errors without arguments say. */
const TEXTS = {
  INVALID_APP_TOKEN_HASH: 'Invalid application token hash',
  SERVICE_FORBIDDEN_CONTENT_BLOCKED: 'the specified partner is blocked',
  USER_WRONG_PASSWORD: 'Wrong password supplied',
};

let passed = 0;

/** Something was not as a real server has it. */
class Surprise extends Error {}

/** Says what was proven, or ends the scenario. */
function check(isSo, what) {
  if (isSo !== true) throw new Surprise(what);
  passed += 1;
  console.log(`ok    ${what}`);
}

/** Both must be the same, type included: in JSON `1` and `"1"` differ. */
function same(found, expected, what) {
  try {
    deepStrictEqual(found, expected);
  } catch {
    throw new Surprise(
      `${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(found)}`,
    );
  }
  check(true, what);
}

/** An answer must be this error, with exactly these arguments, and say so in its text. */
function isError(answer, code, args, what) {
  const { objectType, code: found, message, args: given } = answer ?? {};
  const parts = Array.isArray(args) ? [TEXTS[code]] : Object.values(args);
  const unsaid = parts.filter((part) => !message?.includes(part));
  same(
    { objectType, code: found, args: given, unsaid },
    { objectType: 'KalturaAPIException', code, args, unsaid: [] },
    `${what}: ${code}`,
  );
}

/** The call must be refused with a code and exactly these arguments. */
async function refused(client, request, code, args, what) {
  let answer;
  try {
    answer = await request.execute(client);
  } catch (error) {
    if (error instanceof Error) throw error;
    isError(error, code, args, what);
    return;
  }
  throw new Surprise(`${what}: nothing was refused, but answered ${JSON.stringify(answer)}`);
}

function clientFor(server, ks) {
  const configuration = new kaltura.Configuration();
  configuration.serviceUrl = server.base_url;
  // The usual logger prints every request, secrets included.
  configuration.setLogger({});
  const client = new kaltura.Client(configuration);
  if (ks) client.setKs(ks);
  return client;
}

const ascending = (ids) => ids.toSorted((one, other) => one - other);

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** A session of the widget, which is all that an application token asks for. */
async function widgetOf(server) {
  const widget = session.startWidgetSession(`_${server.parent_id}`);
  const { ks, partnerId, userId } = await widget.execute(clientFor(server));
  same({ partnerId, userId }, { partnerId: server.parent_id, userId: 0 }, 'a widget’s session');
  return ks;
}

/** The three ways in. */
async function signIn(server) {
  const { parent_id: parent, admin_secret: secret, user_email: email } = server;
  const nobody = clientFor(server);

  const started = session.start(secret, email, SessionType.ADMIN, parent, 3600);
  const client = clientFor(server, await started.execute(nobody));
  const info = await session.get().execute(client);
  same(info.partnerId, String(parent), 'signed in with the admin secret; the number is a text');
  same(info.sessionType, '2', 'the session is an administrator’s');
  same(info.userId, email, 'the session names its user');

  const byPassword = await user.loginByLoginId(email, server.password, parent).execute(nobody);
  const own = await partner.getInfo().execute(clientFor(server, byPassword));
  same(own.id, parent, 'signed in by e-mail');
  check(!Object.values(own).includes(null), 'what is null is left out of the JSON');

  const token = server.app_token;
  const widget = await widgetOf(server);
  const holder = clientFor(server, widget);
  const byToken = await appToken
    .startSession(token.id, sha256(widget + token.token))
    .execute(holder);
  same(byToken.partnerId, String(parent), 'the app token gives a session of its account');
  const seen = await partner.count().execute(clientFor(server, byToken.ks));
  same(seen, await partner.count().execute(client), 'signed in with the app token');

  await refused(
    nobody,
    session.start('0'.repeat(32), '', SessionType.ADMIN, parent),
    'START_SESSION_ERROR',
    { PID: String(parent) },
    'a wrong secret',
  );
  await refused(
    nobody,
    user.loginByLoginId(email, 'wrong', parent),
    'USER_WRONG_PASSWORD',
    [],
    'a wrong password',
  );
  const list = { SERVICE: 'partner->list' };
  await refused(nobody, partner.listAction(), 'SERVICE_FORBIDDEN', list, 'a list without session');
  const plain = await session.start(secret, email, SessionType.USER, parent).execute(nobody);
  const person = clientFor(server, plain);
  same((await session.get().execute(person)).sessionType, '0', 'a user’s session');
  await refused(
    person,
    partner.listAction(),
    'SERVICE_FORBIDDEN',
    list,
    'a list with a user’s session',
  );
  return client;
}

/** Lists with filters and pages; hands out the id of a template. */
async function pages(client, parent) {
  const list = (filter, pager) =>
    partner.listAction(new PartnerFilter(filter), new FilterPager(pager)).execute(client);
  const count = (filter) => partner.count(filter && new PartnerFilter(filter)).execute(client);
  const idsOf = (accounts) => accounts.map((account) => account.id);
  /** Everything that a filter finds, in order, counted right. */
  const all = async (filter, what) => {
    const { objects, totalCount } = await list({ orderBy: '+id', ...filter }, { pageSize: 500 });
    const counted = await count(filter);
    same([totalCount, counted], [objects.length, objects.length], `${what}: the count is right`);
    return objects;
  };

  const total = await count();
  const seen = [];
  for (let pageIndex = 1; ; pageIndex += 1) {
    const answer = await list({ orderBy: '+id' }, { pageSize: 25, pageIndex });
    same(answer.objectType, 'KalturaPartnerListResponse', `page ${pageIndex} is a list`);
    same(answer.totalCount, total, `page ${pageIndex} tells the whole count`);
    same(answer.objects.length, Math.min(25, total - seen.length), `page ${pageIndex} is full`);
    if (answer.objects.length === 0) break;
    seen.push(...idsOf(answer.objects));
  }
  const sorted = ascending([...new Set(seen)]);
  same(seen, sorted, 'the pages hold every account once, in order');
  same(seen.length, total, 'the pages hold all accounts');
  check(seen.includes(parent), 'the parent is in its own list');
  const backwards = await all({ orderBy: '-id' }, 'backwards');
  same(idsOf(backwards), sorted.toReversed(), 'the other order');
  const unlimited = await list({ orderBy: '+id' }, { pageSize: 0 });
  same(idsOf(unlimited.objects), sorted, 'a page size of 0 means all');

  const children = sorted.filter((id) => id !== parent);
  const without = await all({ idNotIn: String(parent) }, 'idNotIn');
  same(idsOf(without), children, 'idNotIn leaves the parent out, and nobody else');
  check(
    without.every((account) => /^[0-9a-f]{32}$/.test(account.adminSecret)),
    'children come with secrets',
  );
  const some = children.slice(3, 6);
  same(idsOf(await all({ idIn: some.join() }, 'idIn')), some, 'idIn finds these alone');

  const templates = idsOf(await all({ partnerGroupTypeEqual: 4 }, 'templates'));
  check(templates.length > 0 && templates.length < total, 'templates have a group type');
  check(
    templates.every((id) => children.includes(id)),
    'templates are in the list like others',
  );

  const byStatus = new Map();
  for (const statusEqual of Object.values(PartnerStatus)) {
    const what = `status ${statusEqual}`;
    const having = await all({ statusEqual }, what);
    check(
      having.every((account) => account.status === statusEqual),
      `${what} and no other`,
    );
    if (having.length > 0) byStatus.set(statusEqual, idsOf(having));
  }
  same(ascending([...byStatus.values()].flat()), sorted, 'the statuses add up to the whole');
  const two = [...byStatus.keys()].slice(0, 2);
  const both = await all({ statusIn: two.join() }, 'two statuses at once');
  const expected = ascending(two.flatMap((status) => byStatus.get(status)));
  same([two.length, idsOf(both)], [2, expected], 'both statuses are found');

  const last = seen.at(-1);
  const { id, name } = await partner.get(last).execute(client);
  same(id, last, 'an account by its id');
  const byName = await all({ nameEqual: name }, 'by name');
  check(idsOf(byName).includes(last), 'an account is found by its name');
  check(
    byName.every((account) => account.name === name),
    'and none by another',
  );
  const part = name.slice(1, -1);
  const like = await all({ nameLike: part.toUpperCase() }, 'by a part of the name');
  check(idsOf(like).includes(last), 'an account is found by a part of its name');
  check(
    like.every((account) => account.name.toLowerCase().includes(part.toLowerCase())),
    'and has it',
  );
  return templates[0];
}

/** An account to register. The client leaves out what is null. */
function applicant(number, changes = {}) {
  return new Partner({
    name: `Official ${number}`,
    adminName: 'Ada Lovelace',
    adminEmail: `npm${number}@client.example`,
    description: 'made by the official client',
    ...changes,
  });
}

/** What registering says to each flaw, from API.md §7.2 and the recordings `03-…`. */
const FLAWS = [
  [{ name: null }, 'The property "name" cannot be null'],
  [{ adminName: null }, 'The property "adminName" cannot be null'],
  [{ adminEmail: null }, 'The property "adminEmail" cannot be null'],
  [{ description: null }, 'The property "description" cannot be null'],
  [{ name: '' }, "Please fill in the Partner's name"],
  [{ adminName: '' }, "Please fill in Administrator's details"],
  [{ adminEmail: '' }, "Please fill in Administrator's Email Address"],
  [{ description: '' }, 'Please fill in description'],
  [{ adminEmail: 'not-an-email' }, 'Invalid email address'],
  [{ adminEmail: 'a@b' }, 'Invalid email address'],
  [{ adminEmail: ' blanks@client.example ' }, 'Invalid email address'],
  [{ adminEmail: 'josé@client.example' }, 'Invalid email address'],
  [{ firstName: 'Ada' }, 'The property "adminName" is deprecated and should not be used'],
  [{ country: 'DEU' }, 'The property "country" cannot have more than 2 characters'],
  [{ state: 'NYC' }, 'The property "state" cannot have more than 2 characters'],
  [
    { partnerPackage: 2 },
    'Current user does not have permission to insert property "partnerPackage"',
  ],
  [{ status: 2 }, 'The property "status" cannot be updated'],
  [{ id: 77 }, 'The property "id" cannot be updated'],
];

/** Registers, with each refusal in the server's words; hands out the new account. */
async function register(server, client, template) {
  const { parent_id: parent } = server;
  const add = (account, password = '', from = 0) => partner.register(account, password, from, true);
  const count = () => partner.count().execute(client);
  const fails = (request, MESSAGE, what, as = client) =>
    refused(as, request, 'PARTNER_REGISTRATION_ERROR', { MESSAGE }, what);

  const before = await count();
  for (const [number, [changes, text]] of FLAWS.entries()) {
    const what = `registering with ${JSON.stringify(changes)}`;
    await fails(add(applicant(number, changes)), text, what);
    const dry = partner.registrationValidation(applicant(number, changes), '', 0, true);
    await fails(dry, text, `the dry run of ${what}`);
  }
  await refused(
    client,
    add(applicant(40, { commercialUse: 9 })),
    'INVALID_ENUM_VALUE',
    { ENUM_VAL: '9', PARAM_NAME: 'commercialUse', ENUM_TYPE: 'KalturaCommercialUseType' },
    'registering with a use that does not exist',
  );
  await refused(
    client,
    add(null),
    'MISSING_MANDATORY_PARAMETER',
    { PARAM_NAME: 'partner' },
    'registering nothing',
  );
  const taken = { adminEmail: server.special.two_factor.user_email };
  await fails(
    add(applicant(50, taken)),
    `User with email [${taken.adminEmail}] already exists in system.`,
    'an e-mail that has a login',
  );
  await fails(
    add(applicant(51, taken), 'wrong'),
    `Invalid password for user with email [${taken.adminEmail}].`,
    'an e-mail that has a login, with a wrong password',
  );
  const noGroup = (id) =>
    `Partner id [${id}] is not a VAR/GROUP, but is attempting to create child partner`;
  await fails(add(applicant(52), '', NOBODY), noGroup(parent), 'a template that does not exist');
  await fails(add(applicant(53), '', 4), noGroup(parent), 'a template that is not a child');
  const dry = partner.registrationValidation(applicant(60), '', 0, true);
  same(await dry.execute(client), true, 'the dry run finds nothing wrong');
  same(await count(), before, 'the refusals and the dry run made nothing');

  const named = { name: '<b>Bold</b> & Co 🎓', website: 'https://old.example' };
  const made = await add(applicant(60, named), '', template).execute(client);
  same(made.partnerParentId, parent, 'a registered account has its parent');
  same(made.status, PartnerStatus.ACTIVE, 'a registered account is active');
  same(made.name, 'Bold & Co 🎓', 'tags are taken out of its name, and nothing else');
  same(await count(), before + 1, 'exactly one account came into being');

  const login = user.loginByLoginId(made.adminEmail, made.cmsPassword, made.id);
  const owner = clientFor(server, await login.execute(clientFor(server)));
  same((await partner.getInfo().execute(owner)).id, made.id, 'its owner can sign in');
  await fails(add(applicant(61)), noGroup(made.id), 'a child that registers', owner);
  const shared = await add(applicant(62, { adminEmail: server.user_email })).execute(client);
  check(shared.id > made.id, "the parent's own e-mail needs no password");
  const stored = await partner.get(shared.id).execute(client);
  same(stored.adminEmail, server.user_email, 'and is the e-mail of the new account');
  return made;
}

/** Blocks, removes, brings back; says what is refused. */
async function statuses(server, client, made) {
  const { parent_id: parent, admin_secret: secret } = server;
  const set = (id, status) => varConsole.updateStatus(id, status);
  const isNow = async (id, status, what) => {
    const found = await partner.get(id).execute(client);
    same([found.id, found.status], [id, status], what);
  };
  const impersonate = session.impersonate(secret, made.id, '', SessionType.ADMIN, parent, 600);
  const ks = await impersonate.execute(clientFor(server));
  const child = clientFor(server, ks);

  const { ACTIVE, BLOCKED, FULL_BLOCK, READ_ONLY } = PartnerStatus;
  for (const status of [BLOCKED, BLOCKED, FULL_BLOCK, READ_ONLY, ACTIVE]) {
    same(await set(made.id, status).execute(client), null, `status ${status} answers nothing`);
    await isNow(made.id, status, `the account has status ${status}`);
    if (status === BLOCKED || status === FULL_BLOCK) {
      const what = `with status ${status}`;
      const code = 'SERVICE_FORBIDDEN_CONTENT_BLOCKED';
      await refused(child, partner.getInfo(), code, [], `the child ${what}`);
      const again = session.impersonate(secret, made.id, '', SessionType.ADMIN, parent, 600);
      const args = { PID: String(parent) };
      const acting = `acting for the child ${what}`;
      await refused(clientFor(server), again, 'START_SESSION_ERROR', args, acting);
    } else {
      const info = await partner.getInfo().execute(child);
      same(info.id, made.id, `with status ${status} the child's session works`);
    }
  }
  await refused(
    client,
    set(NOBODY, BLOCKED),
    'UNKNOWN_PARTNER_ID',
    { PID: String(NOBODY) },
    'the status of an account that does not exist',
  );
  await refused(
    client,
    set(made.id, 99),
    'INVALID_ENUM_VALUE',
    { ENUM_VAL: '99', PARAM_NAME: 'status', ENUM_TYPE: 'KalturaPartnerStatus' },
    'a status that does not exist',
  );
  await refused(
    child,
    set(made.id, BLOCKED),
    'FEATURE_FORBIDDEN',
    { FEATURE: 'varConsole' },
    'a child that blocks itself',
  );
  await isNow(made.id, ACTIVE, 'the refusals changed nothing');
  await isNow(parent, ACTIVE, 'the parent is active');
}

/** Changes a child with a session of the child. */
async function actFor(server, client, made) {
  const { parent_id: parent, admin_secret: secret } = server;
  const nobody = clientFor(server);
  const start = (key, id) => session.impersonate(key, id, '', SessionType.ADMIN, parent, 600);
  const code = 'START_SESSION_ERROR';
  const args = { PID: String(parent) };
  await refused(nobody, start('0'.repeat(32), made.id), code, args, 'acting with a wrong secret');
  await refused(nobody, start(made.adminSecret, made.id), code, args, 'with the child’s secret');
  await refused(nobody, start(secret, NOBODY), code, args, 'acting for nobody');

  const acting = clientFor(server, await start(secret, made.id).execute(nobody));
  const info = await session.get().execute(acting);
  same(info.partnerId, String(made.id), 'the session is the child’s');
  const whole = await partner.listAction().execute(acting);
  same(
    whole.objects.map((account) => account.id),
    [made.id],
    'the child sees only itself',
  );
  await refused(
    acting,
    partner.get(parent),
    'INVALID_PARTNER_ID',
    { PID: String(parent) },
    'the child that asks for its parent',
  );

  const changes = new Partner({ website: 'https://new.example', phone: '+1 555 0100' });
  const answer = await partner.update(changes).execute(acting);
  same([answer.id, answer.website], [made.id, 'https://new.example'], 'the child was changed');
  const now = await partner.get(made.id).execute(client);
  same([now.id, now.phone], [made.id, '+1 555 0100'], 'the parent sees the change');
  const { name, description, adminEmail } = made;
  same(
    { name: now.name, description: now.description, adminEmail: now.adminEmail },
    { name, description, adminEmail },
    'what was not sent is as it was',
  );
  await refused(
    acting,
    partner.update(new Partner({ status: PartnerStatus.BLOCKED })),
    'PROPERTY_VALIDATION_NOT_UPDATABLE',
    { PROP_NAME: 'KalturaPartner::status' },
    'a child that updates its status',
  );

  same(await session.end().execute(acting), null, 'the session was ended');
  await refused(
    acting,
    partner.getInfo(),
    'INVALID_KS',
    { KSID: 'LOGOUT', ERR_CODE: '-1', ERR_DESC: 'INVALID_STR' },
    'the session after it was ended',
  );
}

/** A multirequest with an error in the middle, and those that refer to themselves. */
async function many(client, child) {
  const one = new PartnerFilter({ idEqual: child });
  const told = [];
  const tell = (succeeded) => told.push(succeeded);
  const answers = await partner
    .get(child)
    .completion(tell)
    .add(partner.get(NOBODY).completion(tell))
    .add(partner.count(one).completion(tell))
    .execute(client);
  same(answers.length, 3, 'every part of the multirequest was answered');
  same(answers[0].id, child, 'the part before the error');
  isError(answers[1], 'INVALID_PARTNER_ID', { PID: String(NOBODY) }, 'the part in the middle');
  same(answers[2], 1, 'the part after the error');
  same(told, [true, false, true], 'the client tells the error from the answers');

  const [listed, found] = await partner
    .listAction(one)
    .add(partner.get('{1:result:objects:0:id}'))
    .execute(client);
  same(listed.objects[0].id, child, 'the list that is referred to');
  same(found.id, child, 'a part can use the answer of an earlier one');

  const [, others, count] = await partner
    .listAction(one)
    .add(partner.listAction(new PartnerFilter({ idNotIn: String(child) })))
    .add(partner.count(new PartnerFilter({ idIn: '{2:result:objects:_all:id}' })))
    .execute(client);
  const { totalCount, objects } = others;
  same(totalCount, (await partner.count().execute(client)) - 1, 'the list in the middle');
  same(objects.length, Math.min(30, totalCount), 'a page has 30 when nothing else is said');
  same(count, objects.length, 'a part can use all ids of an earlier one');

  const unknown = partner.get(NOBODY).add(partner.get('{1:result:id}'));
  const [failed, dependent] = await unknown.execute(client);
  isError(failed, 'INVALID_PARTNER_ID', { PID: String(NOBODY) }, 'the part that fails');
  isError(dependent, 'INVALID_PARTNER_ID', { PID: '0' }, 'the part that needs it');
}

/** Makes a token, signs in with it, takes it away. */
async function tokens(server, client) {
  const wanted = new AppToken({
    hashType: AppTokenHashType.SHA256,
    sessionType: SessionType.ADMIN,
    sessionUserId: server.user_email,
    sessionDuration: 600,
  });
  const token = await appToken.add(wanted).execute(client);
  check(/^[0-9a-f]{32}$/.test(token.token), 'a token was made');
  same([token.partnerId, token.status], [server.parent_id, 2], 'the token is active');

  const widget = await widgetOf(server);
  const holder = clientFor(server, widget);
  const start = appToken.startSession(token.id, sha256(widget + token.token));
  const started = await start.execute(holder);
  same(started.userId, server.user_email, 'the session of the token names its user');
  const own = await partner.getInfo().execute(clientFor(server, started.ks));
  same(own.id, server.parent_id, 'the session of the token works');

  await refused(
    holder,
    appToken.startSession(token.id, '0'.repeat(64)),
    'INVALID_APP_TOKEN_HASH',
    [],
    'a wrong hash',
  );
  await refused(
    clientFor(server),
    appToken.startSession(token.id, sha256(token.token)),
    'SERVICE_FORBIDDEN',
    { SERVICE: 'appToken->startSession' },
    'a token without any session',
  );
  same(await appToken.deleteAction(token.id).execute(client), null, 'the token was deleted');
  await refused(
    holder,
    appToken.startSession(token.id, sha256(widget + token.token)),
    'APP_TOKEN_ID_NOT_FOUND',
    { ID: token.id },
    'a token that was deleted',
  );
}

async function run(server) {
  const parent = server.parent_id;
  const client = await signIn(server);
  const template = await pages(client, parent);
  const made = await register(server, client, template);
  await statuses(server, client, made);
  await actFor(server, client, made);
  await many(client, made.id);
  await tokens(server, client);
  const stored = await fetch(`${server.base_url}/_simulator/accounts?id=${made.id}`);
  const [account] = await stored.json();
  same(account.website, 'https://new.example', "the simulator's world says so too");
}

/** What the client throws outside its promises, for which nobody could wait otherwise. */
function anEscape() {
  return new Promise((_, reject) => process.once('unhandledRejection', reject));
}

/** Starts the simulator; hands out its line and how to end it. */
async function start(path) {
  const stdio = ['pipe', 'pipe', 'inherit'];
  const options = ['--world', 'reseller', '--accounts', '60', '--until-input-closes'];
  const program = spawn(path, options, { stdio });
  const ended = once(program, 'exit');
  const lines = createInterface({ input: program.stdout });
  const [line] = await Promise.race([once(lines, 'line'), ended.then(() => [''])]);
  const stop = async () => {
    const patience = setTimeout(() => program.kill(), 10_000);
    program.stdin.end();
    await ended;
    clearTimeout(patience);
  };
  return { line, stop };
}

async function main(given) {
  if (given.length === 0 || (given[0] === '--server' && given.length < 2)) {
    console.log('node scenario.mjs PATH | --server LINE');
    return 2;
  }
  // A proxy set for the outside world must not stand between the client and this machine.
  process.env.NO_PROXY = '127.0.0.1';
  let failed = 0;
  let stop = async () => {};
  try {
    let line;
    if (given[0] === '--server') {
      [line] = (await readFile(given[1], 'utf8')).split('\n');
    } else {
      ({ line, stop } = await start(given[0]));
    }
    await Promise.race([run(JSON.parse(line)), anEscape()]);
  } catch (surprise) {
    failed = 1;
    // A refusal that nobody expected is an answer of the server, not an exception.
    const isAnswer = surprise?.objectType === 'KalturaAPIException';
    const text = isAnswer ? `${surprise.code}: ${surprise.message}` : surprise?.message;
    console.log(`FAIL  ${text ?? surprise}`);
  } finally {
    await stop();
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed;
}

process.exitCode = await main(process.argv.slice(2));
