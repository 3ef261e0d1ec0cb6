import { randomUUID } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { expect, it } from 'vitest';
import type { JsonObject } from '@reeve/contracts';
import type { Answer, Client } from './client.js';
import { describeInstallation } from './installation.js';
import type { Installation } from './installation.js';
import type { StartTopology } from './topology.js';

const IMPORT = '/api/v1/users/import';
const HEADER = 'Name,Email,Password,Role';

/** Many accounts at once, from a file. */
export function describeImport(startTopology: StartTopology): void {
  describeInstallation('Importing users', startTopology, {}, (installation) => {
    specifyFiles(installation);
    specifyRepetition(installation);
    specifyRefusals(installation);
  });
}

const send = async (client: Client, type: string, body: string | Uint8Array, more = {}, query = '') =>
  await client.send('POST', `${IMPORT}${query}`, { body, headers: { 'content-type': type, ...more } });
const sendCsv = async (client: Client, rows: readonly string[], more = {}, query = '') =>
  await send(client, 'text/csv', [HEADER, ...rows].join('\n'), more, query);

const linesOf = ({ text }: Answer): readonly JsonObject[] =>
  text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as JsonObject]));
const outcomesOf = (answer: Answer) =>
  linesOf(answer)
    .slice(0, -1)
    .map(({ line, outcome, code }) => `${line as number} ${(code ?? outcome) as string}`);
const summaryOf = (answer: Answer) => linesOf(answer).at(-1)?.['summary'] as JsonObject | undefined;

const registered = async (installation: Installation) =>
  (await installation.events('users.user.registered.')).length;

function specifyFiles(installation: Installation): void {
  const somebody = (name: string) => installation.someone(name);
  const csvOf = ({ name, email, password }: ReturnType<typeof somebody>, role: string) =>
    `"${name}", ${email} ,"${password}",${role}`;
  const signsIn = async ({ email, password }: { email: string; password: string }) =>
    (await installation.anyone.post('/api/v1/auths/signin', { email, password })).object;

  it('takes CSV, answers row by row, and has everybody sign in', async () => {
    const [ada, bob] = [somebody('Ada, the first'), somebody('Bob')];
    const answer = await sendCsv(installation.admin, [
      csvOf(ada, 'User'),
      '',
      csvOf(bob, 'admin'),
      csvOf({ ...somebody('Cyd'), email: 'nobody' }, 'user'),
      csvOf(somebody('Dee'), 'owner'),
      csvOf({ ...somebody('Eve'), email: ada.email.toUpperCase() }, 'user'),
    ]);
    expect([answer.status, answer.header('content-type'), answer.header('cache-control')]).toEqual([
      200,
      'application/x-ndjson; charset=utf-8',
      'no-store',
    ]);
    expect(outcomesOf(answer)).toEqual([
      '2 created',
      '4 created',
      '5 USERS-EMAIL-INVALID',
      '6 USERS-IMPORT-ROLE-UNKNOWN',
      '7 exists',
    ]);
    expect(summaryOf(answer)).toEqual({
      complete: true,
      dry_run: false,
      visible: true,
      created: 2,
      exists: 1,
      invalid: 2,
    });
    expect(await signsIn(ada)).toMatchObject({ name: ada.name, role: 'user' });
    expect(await signsIn(bob)).toMatchObject({ role: 'admin' });
  });

  it('takes JSON lines, with hashes that are given', async () => {
    const [ada, bob] = [somebody('Ada'), somebody('Bob')];
    const passwordHash = await hash(ada.password, { memoryCost: 8, timeCost: 1, parallelism: 1 });
    const rows = [
      { name: ada.name, email: ada.email, password_hash: passwordHash, role: 'user' },
      { ...bob, profile_image_url: 'https://example.com/bob.png' },
      { name: 'Cyd', email: somebody('Cyd').email, password_hash: '$2b$12$no-hash-of-ours' },
      { name: 'Dee' },
    ];
    const body = rows.map((row) => JSON.stringify(row)).join('\r\n');
    const answer = await send(installation.admin, 'application/x-ndjson; charset=utf-8', body);
    expect(outcomesOf(answer)).toEqual([
      '1 created',
      '2 created',
      '3 USERS-PASSWORD-HASH-UNSUPPORTED',
      '4 USERS-IMPORT-FIELD-INVALID',
    ]);
    expect(await signsIn(ada)).toMatchObject({ role: 'user', profile_image_url: '/user.png' });
    expect(await signsIn(bob)).toMatchObject({
      role: 'pending',
      profile_image_url: 'https://example.com/bob.png',
    });
  });

  it('says in a dry run what it would do, and does nothing', async () => {
    const before = await installation.running.events();
    const ada = somebody('Ada');
    const rows = [csvOf(ada, 'user'), csvOf(ada, 'user'), csvOf(installation.administrator, 'user')];
    const answer = await sendCsv(installation.admin, rows, {}, '?dry_run=true');
    expect(outcomesOf(answer)).toEqual(['2 created', '3 exists', '4 exists']);
    expect(summaryOf(answer)).toMatchObject({ complete: true, dry_run: true, created: 1, exists: 2 });
    expect(await installation.running.events()).toEqual(before);
  });

  it('stands in the audit log, each account and the whole', async () => {
    await sendCsv(installation.admin, [csvOf(somebody('Ada'), 'user')]);
    const [whole] = await installation.audit({ action: 'users_imported' });
    expect(whole).toMatchObject({
      user_id: installation.administrator.id,
      entity_type: 'import',
      description: 'Users imported: 1 created, 0 there already, 0 invalid',
    });
    const [account] = await installation.audit({ action: 'user_registered' });
    expect(account).toMatchObject({
      user_id: installation.administrator.id,
      description: 'Account imported by an administrator, with the role user',
    });
  });
}

function specifyRepetition(installation: Installation): void {
  const hashed = (count: number) =>
    Array.from({ length: count }, (_, index) => {
      const { name, email } = installation.someone(`Person ${index}`);
      const passwordHash = `$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$${'A'.repeat(43)}`;
      return JSON.stringify({ name, email, password_hash: passwordHash });
    }).join('\n');

  it('that is sent again makes nothing twice, and under one Idempotency-Key answers as the first time', async () => {
    const body = hashed(250);
    const once = { 'idempotency-key': randomUUID() };
    const before = await registered(installation);
    const first = await send(installation.admin, 'application/x-ndjson', body, once);
    expect(summaryOf(first)).toMatchObject({ complete: true, created: 250 });
    const again = await send(installation.admin, 'application/x-ndjson', body, once);
    expect(again.text).toBe(first.text);
    const anew = await send(installation.admin, 'application/x-ndjson', body);
    expect(summaryOf(anew)).toMatchObject({ created: 0, exists: 250 });
    expect(await registered(installation)).toBe(before + 250);
  });

  it('that is sent twice at once makes nothing twice', async () => {
    const body = hashed(60);
    const before = await registered(installation);
    const answers = await Promise.all(
      [1, 2].map(() => send(installation.admin, 'application/x-ndjson', body)),
    );
    const created = answers.map((answer) => Number(summaryOf(answer)?.['created']));
    expect(created.reduce((sum, each) => sum + each)).toBe(60);
    expect(await registered(installation)).toBe(before + 60);
  });

  it('that has a mistake further down says what was made until then', async () => {
    const answer = await send(installation.admin, 'application/x-ndjson', `${hashed(220)}\n{"name":`);
    expect(answer.status).toBe(200);
    expect(outcomesOf(answer)).toHaveLength(200);
    expect(summaryOf(answer)).toMatchObject({
      complete: false,
      created: 200,
      error: { status_code: 422, extra: { code: 'USERS-IMPORT-MALFORMED', line: 221, column: 9 } },
    });
    const [whole] = await installation.audit({ action: 'users_import_cut_off' });
    expect(whole).toMatchObject({
      description: 'Import of users cut off: 200 created, 0 there already, 0 invalid',
    });
  });
}

function specifyRefusals(installation: Installation): void {
  it.each([
    ['columns', `${HEADER}\nAda,ada@example.com,user\n`, 2, 4],
    ['a header', 'Name,Email,Password\n', 1, 4],
    ['quotes', `${HEADER}\nAda,a@example.com,"p"w,user\n`, 2, 19],
    ['UTF-8', Buffer.from(`${HEADER}\nJ\u00fcrgen,j@example.com,p,user`, 'latin1'), 2, 2],
  ])('is refused without the right %s, before anything is made', async (_what, body, line, column) => {
    const { admin } = installation;
    const before = await registered(installation);
    const refusal = await send(admin, 'text/csv', body);
    expect([refusal.status, refusal.code]).toEqual([422, 'USERS-IMPORT-MALFORMED']);
    expect(refusal.extra).toMatchObject({ line, column });
    expect(await registered(installation)).toBe(before);
  });

  it('is refused as JSON, and to who may not', async () => {
    const json = await installation.admin.post(IMPORT, {});
    expect([json.status, json.code]).toEqual([415, 'MEDIA-TYPE-UNSUPPORTED']);
    const { client } = await installation.person('user');
    expect((await sendCsv(client, [])).status).toBe(403);
    expect((await sendCsv(installation.anyone, [])).status).toBe(401);
  });

  it('has other routes refuse such files as ever', async () => {
    const refusal = await installation.admin.send('POST', '/api/v1/auths/add', {
      body: HEADER,
      headers: { 'content-type': 'text/csv' },
    });
    expect([refusal.status, refusal.code]).toEqual([415, 'MEDIA-TYPE-UNSUPPORTED']);
  });
}
