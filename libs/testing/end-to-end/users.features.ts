import { randomUUID } from 'node:crypto';
import type { JsonObject, JsonValue } from '@reeve/contracts';
import { expect, it } from 'vitest';
import { specifyErasure } from './erasure.features.js';
import { at, describeInstallation } from './installation.js';
import type { Installation, Person } from './installation.js';
import type { StartTopology } from './topology.js';

const USERS = '/api/v1/users';
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Who there is, and what becomes of accounts. */
export function describeUsers(startTopology: StartTopology): void {
  describeInstallation('Users', startTopology, {}, specifyUsers);
  describeInstallation(
    'Disabling and deleting',
    startTopology,
    { environment: { ENABLE_API_KEYS: 'true' } },
    specifyEndings,
  );
  describeInstallation('The primary administrator', startTopology, {}, specifyPrimaryAdministrator);
}

function specifyUsers(installation: Installation): void {
  const list = async (query: string) => {
    const answer = await installation.admin.get(`${USERS}/?${query}`);
    expect(answer.status).toBe(200);
    const { users, total, next_cursor } = answer.object as unknown as {
      users: readonly JsonObject[];
      total: number;
      next_cursor: string | null;
    };
    return { users, total, next_cursor, names: users.map(({ name }) => name) };
  };

  it('are listed, found and paged, every character standing for itself', async () => {
    const mark = randomUUID();
    for (const name of [`${mark} Ünal 100%`, `${mark} b_c`, `${mark} 👩‍🚀`])
      await installation.person('user', name);

    expect((await list(`query=${mark}&order_by=name&direction=asc`)).total).toBe(3);
    for (const [part, name] of [
      ['ÜNAL 100%', `${mark} Ünal 100%`],
      ['B_C', `${mark} b_c`],
      ['👩‍🚀', `${mark} 👩‍🚀`],
    ] as const) {
      const found = await list(`query=${encodeURIComponent(`${mark} ${part}`)}`);
      expect([found.names, found.total]).toEqual([[name], 1]);
    }
    const first = await list(`query=${mark}&order_by=name&direction=asc&page_size=2`);
    const second = await list(`query=${mark}&order_by=name&direction=asc&page_size=2&page=2`);
    expect([...first.names, ...second.names]).toEqual([`${mark} b_c`, `${mark} Ünal 100%`, `${mark} 👩‍🚀`]);
    const byCursor = await list(
      `query=${mark}&order_by=name&direction=asc&page_size=2&cursor=${String(first.next_cursor)}`,
    );
    expect(byCursor.names).toEqual(second.names);
    expect(await list(`query=${mark}&page=99`)).toMatchObject({ users: [], total: 3, next_cursor: null });
  });

  it('are listed in every order and by every filter', async () => {
    const pending = await installation.person('pending');
    for (const order of ['name', 'email', 'created_at', 'last_active_at', 'updated_at', 'role']) {
      for (const direction of ['asc', 'desc']) {
        const { users, total } = await list(`order_by=${order}&direction=${direction}&page_size=200`);
        expect(users).toHaveLength(total);
        const keys = users.map((user) => [user[order], user['id']] as [string, string]);
        const sorted = keys.toSorted((left, right) => compare(left, right));
        expect(keys).toEqual(direction === 'asc' ? sorted : sorted.toReversed());
      }
    }
    const { users } = await list('role=pending&status=active&page_size=200');
    expect(users.map(({ id }) => id)).toContain(pending.id);
    expect(new Set(users.map(({ role }) => role))).toEqual(new Set(['pending']));
    expect((await list('created_from=4000000000')).total).toBe(0);
  });

  it.each([
    ['order_by=shoe', 'query.order_by'],
    ['page=first', 'query.page'],
    ['page_size=201', 'query.page_size'],
    ['role=wizard', 'query.role'],
    ['status=asleep', 'query.status'],
    ['created_from=2&created_to=1', 'query.created_to'],
    ['cursor=nothing', 'query.cursor'],
  ])('are not listed by %s', async (query, place) => {
    const answer = await installation.admin.get(`${USERS}/?${query}`);
    expect(answer.status).toBe(422);
    expect(answer.issues[0]).toContain(place);
  });

  it('are told to whom it concerns', async () => {
    const member = await installation.person('user');
    const { client, id } = member;
    expect((await client.get(`${USERS}/`)).status).toBe(403);
    expect((await client.get(`${USERS}/${id}`)).status).toBe(403);
    const found = await client.get(`${USERS}/search?query=${encodeURIComponent(member.email)}`);
    expect(found.object).toMatchObject({ total: 1, users: [{ id, role: 'user', groups: [] }] });
    expect((await client.get(`${USERS}/${id}/info`)).object).toMatchObject({ id, email: member.email });
    expect((await client.get(`${USERS}/${randomUUID()}/info`)).code).toBe('USERS-NOT-FOUND');
    expect((await client.get(`${USERS}/${randomUUID()}/active`)).body).toEqual({ active: false });
    const all = await installation.admin.get(`${USERS}/all`);
    const { users, total } = all.object as unknown as { users: readonly JsonObject[]; total: number };
    expect(users).toHaveLength(total);
    const pending = await installation.person('pending');
    expect((await pending.client.get(`${USERS}/search`)).status).toBe(403);
  });

  it('are seen at work', async () => {
    const { client, id } = await installation.person('user');
    await client.get('/api/v1/auths/');
    await expect
      .poll(async () => (await installation.admin.get(`${USERS}/${id}/active`)).body)
      .toEqual({ active: true });
  });

  it('change by the body of either generation, and only where it says something new', async () => {
    const { id, name } = await installation.person('user');
    const email = installation.secrets.rememberPersonal(`${randomUUID()}@example.com`);
    const partial = await installation.admin.post(`${USERS}/${id}/update`, { email: email.toUpperCase() });
    expect([partial.status, partial.object['email'], partial.object['name']]).toEqual([200, email, name]);
    const whole = {
      role: 'admin',
      name: 'Somebody Else',
      email,
      profile_image_url: '/user.png',
      password: '',
    };
    expect((await installation.admin.post(`${USERS}/${id}/update`, whole)).object).toMatchObject({
      role: 'admin',
      name: 'Somebody Else',
    });
    const before = (await installation.events('users.user.')).length;
    await installation.admin.post(`${USERS}/${id}/update`, whole);
    expect(await installation.events('users.user.')).toHaveLength(before);
    const actions = (await installation.audit({ entity_id: id })).map(({ action }) => action);
    expect(actions).toEqual(
      expect.arrayContaining(['user_renamed', 'user_email_changed', 'user_role_changed']),
    );
  });

  it.each([
    [{ role: 'wizard' }, 422],
    [{ password: 'x'.repeat(4097) }, 400],
    [{ name: 7 }, 422],
    [{ profile_image_url: 'data:image/svg+xml;base64,PHN2Zz4=' }, 422],
    [{ email: 'nobody' }, 400],
  ])('are not changed by %j', async (body, status) => {
    const { id } = await installation.person('user');
    expect((await installation.admin.post(`${USERS}/${id}/update`, body)).status).toBe(status);
  });

  it('get a password from an administrator, which ends their sessions', async () => {
    const { client, id, email } = await installation.person('user');
    const password = installation.secrets.make('password');
    expect((await installation.admin.post(`${USERS}/${id}/update`, { password })).status).toBe(200);
    expect((await client.get('/api/v1/auths/')).status).toBe(401);
    const again = await installation.anyone.post('/api/v1/auths/signin', { email, password });
    expect([again.status, again.object['id']]).toEqual([200, id]);
  });

  it('have one e-mail each, also when fifty want the same', async () => {
    const email = installation.secrets.rememberPersonal(`${randomUUID()}@example.com`);
    const people = await Promise.all(Array.from({ length: 10 }, () => installation.person('user')));
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        installation.admin.post(`${USERS}/${people[index % 10]?.id ?? ''}/update`, { email }),
      ),
    );
    const winners = new Set(answers.filter(({ status }) => status === 200).map(({ object }) => object['id']));
    expect(winners.size).toBe(1);
    for (const { status, code } of answers) {
      if (status !== 200) expect(code).toBe('USERS-EMAIL-TAKEN');
    }
  });

  it('show images as what they are, and nothing that could run', async () => {
    const { client, id } = await installation.person('user');
    const image = async () => await client.get(`${USERS}/${id}/profile/image`);
    const set = (profile_image_url: string) =>
      client.post('/api/v1/auths/update/profile', { name: 'Somebody', profile_image_url });
    expect((await image()).header('content-type')).toBe('image/png');

    expect((await set(`data:image/gif;base64,${PNG}`)).status).toBe(200);
    const own = await image();
    expect([own.status, own.header('content-type'), own.header('x-content-type-options')]).toEqual([
      200,
      'image/gif',
      'nosniff',
    ]);
    expect((await client.get(`${USERS}/${id}/profile/image`, { 'if-none-match': own.etag })).status).toBe(
      304,
    );
    const shown = (await installation.admin.get(`${USERS}/${id}`)).object['profile_image_url'];
    expect(shown).toBe(`${USERS}/${id}/profile/image`);

    expect((await set('https://example.com/me.png')).status).toBe(200);
    const elsewhere = await image();
    expect([elsewhere.status, elsewhere.header('location')]).toEqual([302, 'https://example.com/me.png']);
    for (const hostile of ['javascript:alert(1)', 'data:text/html;base64,PHA+', '//example.com/a']) {
      expect((await set(hostile)).status).toBe(422);
    }
  });

  it('keep settings, status, info, variables and time zone for themselves', async () => {
    const { client, id } = await installation.person('user');
    const own = `${USERS}/user`;
    const secret = installation.secrets.make('setting');
    expect((await client.get(`${own}/settings`)).body).toBeNull();
    await client.post(`${own}/settings/update`, { ui: { secret, lang: 'en', toolServers: [] } });
    const patched = await client.post(`${own}/settings/update`, { ui: { lang: null } });
    expect(patched.body).toEqual({ ui: { secret } });
    expect((await client.get(`${own}/settings?raw=true`)).body).toEqual({ ui: { secret } });
    expect((await client.post(`${own}/settings/update`, { ui: 'dark' })).status).toBe(422);

    const status = await client.post(`${own}/status/update`, { status_emoji: '🌴', status_message: null });
    expect(status.object).toMatchObject({ id, status_emoji: '🌴', status_message: null });
    await client.post(`${own}/info/update`, { a: 1 });
    expect((await client.post(`${own}/info/update`, { b: [2] })).body).toEqual({ a: 1, b: [2] });
    const variables = { variables: { place: 'here' } };
    expect((await client.post(`${own}/variables/update`, variables)).body).toEqual(variables);
    expect((await client.post(`${own}/variables/update`, { variables: { place: 1 } })).status).toBe(422);
    const zone = await client.post('/api/v1/auths/update/timezone', { timezone: 'Europe/Berlin' });
    expect(zone.body).toEqual({ status: true });
    expect((await client.get('/api/v1/auths/')).object).toMatchObject({
      status_emoji: '🌴',
      status_message: null,
      bio: null,
      gender: null,
      date_of_birth: null,
    });
    expect((await installation.admin.get(`${USERS}/${id}`)).object).toMatchObject({
      settings: { ui: { secret } },
      info: { a: 1, b: [2] },
      variables: { place: 'here' },
      timezone: 'Europe/Berlin',
      status_emoji: '🌴',
    });
  });

  it('are what they were after a restart', async () => {
    const before = await installation.admin.get(`${USERS}/?order_by=created_at&direction=asc`);
    await installation.running.restart();
    const after = await installation.admin.get(`${USERS}/?order_by=created_at&direction=asc`);
    expect(withoutActivity(after.body)).toEqual(withoutActivity(before.body));
  });
}

function specifyEndings(installation: Installation): void {
  const signIn = ({ email, password }: Person) =>
    installation.anyone.post('/api/v1/auths/signin', { email, password });

  it('a user who is disabled is out at the next request, and back when enabled', async () => {
    const member = await installation.person('user');
    const { client, id } = member;
    expect((await client.get('/api/v1/auths/')).status).toBe(200);
    expect((await installation.admin.post(`${USERS}/${id}/disable`, {})).body).toBe(true);
    expect((await client.get('/api/v1/auths/')).status).toBe(401);
    expect((await signIn(member)).code).toBe('USERS-ACCOUNT-DISABLED');
    expect((await installation.admin.get(`${USERS}/?status=disabled`)).object['total']).toBe(1);
    expect((await installation.admin.post(`${USERS}/${id}/enable`, {})).body).toBe(true);
    expect((await client.get('/api/v1/auths/')).status).toBe(401);
    expect((await signIn(member)).status).toBe(200);
  });

  it('a role holds from the next request on', async () => {
    const { client, id } = await installation.person('user');
    for (const [role, status] of [
      ['admin', 200],
      ['user', 403],
      ['admin', 200],
      ['pending', 403],
    ] as const) {
      await installation.admin.post(`${USERS}/${id}/update`, { role });
      expect((await client.get(`${USERS}/`)).status).toBe(status);
    }
  });

  it('a user who is deleted is gone, and gives back the e-mail', async () => {
    const member = await installation.person('user');
    const { client, id, email, password } = member;
    expect((await installation.admin.send('DELETE', `${USERS}/${id}`)).body).toBe(true);
    expect((await client.get('/api/v1/auths/')).status).toBe(401);
    expect((await signIn(member)).code).toBe('USERS-CREDENTIALS-INVALID');
    expect((await installation.admin.get(`${USERS}/${id}`)).status).toBe(404);
    expect((await installation.admin.send('DELETE', `${USERS}/${id}`)).status).toBe(404);
    const again = await installation.admin.post('/api/v1/auths/add', { name: 'Again', email, password });
    expect(again.status).toBe(200);
    const actions = (await installation.audit({ entity_id: id })).map(({ action }) => action);
    expect(actions.slice(0, 2)).toEqual(['user_deletion_completed', 'user_deletion_step_done']);
    expect(actions).toContain('user_deleted');
  });

  specifyErasure(installation);

  it('nobody deletes or disables themselves', async () => {
    const { client, id } = await installation.person('admin');
    expect((await client.send('DELETE', `${USERS}/${id}`)).code).toBe('USERS-OWN-DELETION');
    expect((await client.post(`${USERS}/${id}/disable`, {})).code).toBe('USERS-OWN-DISABLING');
  });
}

function specifyPrimaryAdministrator(installation: Installation): void {
  it('is not changed, disabled, deleted or replaced by others', async () => {
    const other = await installation.person('admin');
    const { id } = installation.administrator;
    const answers = [
      await other.client.post(`${USERS}/${id}/update`, { role: 'user' }),
      await other.client.post(`${USERS}/${id}/update`, { name: 'Somebody' }),
      await other.client.post(`${USERS}/${id}/disable`, {}),
      await other.client.send('DELETE', `${USERS}/${id}`),
    ];
    for (const { status, code } of answers) {
      expect([status, code]).toEqual([403, 'USERS-PRIMARY-ADMINISTRATOR-PROTECTED']);
    }
    const taken = await other.client.post(`${USERS}/${other.id}/primary`, {});
    expect([taken.status, taken.code]).toEqual([403, 'USERS-PRIMARY-ADMINISTRATOR-ONLY']);
  });

  it('cannot leave the installation without one', async () => {
    const { id } = installation.administrator;
    const demoted = await installation.admin.post(`${USERS}/${id}/update`, { role: 'user' });
    expect([demoted.status, demoted.code]).toEqual([403, 'USERS-PRIMARY-ADMINISTRATOR-STAYS']);
    const other = await installation.person('admin');
    expect((await other.client.post(`${USERS}/${other.id}/update`, { role: 'user' })).status).toBe(200);
  });

  it('hands the place over to another administrator, and gets it back', async () => {
    const [member, other] = [await installation.person('user'), await installation.person('admin')];
    const { id } = installation.administrator;
    const unfit = await installation.admin.post(`${USERS}/${member.id}/primary`, {});
    expect([unfit.status, unfit.code]).toEqual([409, 'USERS-SUCCESSOR-UNFIT']);
    expect((await installation.admin.post(`${USERS}/${other.id}/primary`, {})).body).toBe(true);
    const shown = await installation.admin.get(`${USERS}/${other.id}`);
    expect(at(shown.body, 'primary_administrator')).toBe(true);
    expect((await installation.admin.get(`${USERS}/${id}`)).object['primary_administrator']).toBe(false);
    expect((await installation.admin.post(`${USERS}/${other.id}/update`, { role: 'user' })).status).toBe(403);
    expect((await other.client.post(`${USERS}/${id}/primary`, {})).body).toBe(true);
    expect((await installation.admin.post(`${USERS}/${other.id}/update`, { role: 'user' })).status).toBe(200);
  });
}

/** As the code points stand, which for what is compared here is as UTF-16 does. */
function compare([value, id]: [string, string], [otherValue, otherId]: [string, string]): number {
  if (value !== otherValue) return value < otherValue ? -1 : 1;
  return id < otherId ? -1 : 1;
}

function withoutActivity(body: JsonValue): unknown {
  const { users, ...rest } = body as { users: readonly JsonObject[] };
  return {
    ...rest,
    users: users.map((user) => ({ ...user, last_active_at: 0, is_active: false })),
  };
}
