import { expect, it } from 'vitest';
import { describeInstallation } from './installation.js';
import type { Installation } from './installation.js';
import { signIn, told } from './sessions.features.js';
import type { StartTopology } from './topology.js';

const AUTHS = '/api/v1/auths';
const UPDATE = `${AUTHS}/update/password`;
const ENDED = [401, 'USERS-SESSION-ENDED'];

/** Passwords: who changes them, what they have to be, and what ends with them. */
export function describePasswords(startTopology: StartTopology): void {
  describeInstallation('Passwords', startTopology, {}, specifyChange);
  describeInstallation(
    'Passwords that have to match a pattern',
    startTopology,
    {
      environment: {
        ENABLE_PASSWORD_VALIDATION: 'true',
        PASSWORD_VALIDATION_REGEX_PATTERN: 'password-.{8,}',
        PASSWORD_VALIDATION_HINT: 'Begin as all do.',
      },
    },
    specifyPattern,
  );
}

function specifyChange(installation: Installation): void {
  it.each(['pending', 'user', 'admin'] as const)('are changed by their owner, as %s', async (role) => {
    const person = await installation.person(role);
    const other = await signIn(installation, person);
    const newPassword = installation.secrets.make('new-password');

    const changed = await person.client.post(UPDATE, {
      password: person.password,
      new_password: newPassword,
    });

    expect([changed.status, changed.body]).toEqual([200, true]);
    expect(await told(person.client, other)).toEqual([200, ENDED]);
    const { email, password } = person;
    expect((await installation.anyone.post(`${AUTHS}/signin`, { email, password })).code).toBe(
      'USERS-CREDENTIALS-INVALID',
    );
    expect(await told(await signIn(installation, { email, password: newPassword }))).toEqual([200]);
    const [entry] = await installation.audit({ action: 'user_password_changed', user_id: person.id });
    expect(entry).toMatchObject({ entity_id: person.id, audit_metadata: { source: 'owner' } });
  });

  it('are not changed by who does not know them', async () => {
    const { client } = await installation.person('user');
    const new_password = installation.secrets.make('new-password');
    const refused = await client.post(UPDATE, { password: installation.secrets.make('guess'), new_password });
    expect([refused.status, refused.code]).toEqual([400, 'USERS-PASSWORD-INCORRECT']);
    expect(await told(client)).toEqual([200]);
  });

  it.each([
    [{ new_password: '' }, 400, 'USERS-PASSWORD-EMPTY'],
    [{ new_password: 'x'.repeat(5000) }, 400, 'USERS-PASSWORD-TOO-LONG'],
    [{}, 422, 'REQUEST-INVALID'],
    [{ new_password: 7 }, 422, 'REQUEST-INVALID'],
  ])('are not changed to %j', async (body, status, code) => {
    const { client, password } = await installation.person('user');
    const refused = await client.post(UPDATE, { password, ...body });
    expect([refused.status, refused.code]).toEqual([status, code]);
  });

  it('may be longer than the 72 bytes that Open WebUI takes, and all of them count', async () => {
    const { client, email, password } = await installation.person('user');
    const long = installation.secrets.make('new-password').repeat(4);
    expect((await client.post(UPDATE, { password, new_password: long })).status).toBe(200);
    const cut = await installation.anyone.post(`${AUTHS}/signin`, { email, password: long.slice(0, 72) });
    expect(cut.status).toBe(400);
    expect(await told(await signIn(installation, { email, password: long }))).toEqual([200]);
  });

  it('are changed once by a request that is repeated', async () => {
    const { client, password } = await installation.person('user');
    const body = { password, new_password: installation.secrets.make('new-password') };
    const key = { 'idempotency-key': password };
    const answers = [await client.post(UPDATE, body, key), await client.post(UPDATE, body, key)];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers[1]?.header('idempotency-replayed')).toBe('true');
  });

  it('stay changed after a restart', async () => {
    const { client, email, password } = await installation.person('user');
    const new_password = installation.secrets.make('new-password');
    await client.post(UPDATE, { password, new_password });
    await installation.running.restart();
    expect(await told(client, await signIn(installation, { email, password: new_password }))).toEqual([
      200, 200,
    ]);
  });
}

function specifyPattern(installation: Installation): void {
  it('that do not are refused with the operator’s hint, wherever they are made', async () => {
    const { client, password } = await installation.person('user');
    const refusals = [
      await client.post(UPDATE, { password, new_password: 'another' }),
      await installation.admin.post(`${AUTHS}/add`, {
        ...installation.someone('Grace'),
        password: 'another',
      }),
    ];
    for (const { status, code, object } of refusals) {
      expect([status, code, object['detail']]).toEqual([400, 'USERS-PASSWORD-REFUSED', 'Begin as all do.']);
    }
    const new_password = installation.secrets.make('password');
    expect((await client.post(UPDATE, { password, new_password })).status).toBe(200);
  });
}
