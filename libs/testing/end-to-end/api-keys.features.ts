import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@reeve/contracts';
import { expect, it } from 'vitest';
import type { Answer, Client } from './client.js';
import { describeInstallation } from './installation.js';
import type { Installation } from './installation.js';
import type { StartTopology } from './topology.js';

const AUTHS = '/api/v1/auths';
const OWN = `${AUTHS}/api_key`;
const NAMED = `${AUTHS}/api_keys`;
const CONNECTIONS = '/api/v1/configs/connections';

/** API keys: what they are good for, and when no more. */
export function describeApiKeys(startTopology: StartTopology): void {
  describeInstallation(
    'API keys',
    startTopology,
    { environment: { ENABLE_API_KEYS: 'true' } },
    (installation) => {
      specifyOwn(installation);
      specifyNamed(installation);
      specifyUse(installation);
    },
  );
  describeInstallation('API keys, where they are switched off', startTopology, {}, (installation) => {
    it('are not made', async () => {
      const refused = await installation.admin.send('POST', OWN);
      expect([refused.status, refused.code]).toEqual([403, 'USERS-API-KEY-CREATION-NOT-ALLOWED']);
    });
  });
  describeInstallation(
    'API keys, where their paths are restricted',
    startTopology,
    {
      environment: {
        ENABLE_API_KEYS: 'true',
        ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS: 'true',
        API_KEYS_ALLOWED_ENDPOINTS: '/api/v1/configs/banners, /api/v1/auths/',
      },
    },
    (installation) => {
      it('are good for these paths and what is below them', async () => {
        const key = await madeKey(installation);
        const asked = ['/api/v1/configs/banners', `${AUTHS}/`, CONNECTIONS, '/api/v1/configs/bannersx'];
        const answers = await Promise.all(asked.map((path) => key.get(path)));
        expect(answers.map(({ status }) => status)).toEqual([200, 200, 403, 404]);
        expect(answers[2]?.code).toBe('AUTH-API-KEY-PATH');
      });
    },
  );
}

/** A key as its owner has just read it; what was entrusted is searched for later. */
function keyIn({ secrets }: Installation, answer: Answer): string {
  return secrets.remember(answer.object['api_key'] as string);
}

async function madeKey(installation: Installation, body: JsonObject = {}): Promise<Client> {
  const made = await installation.admin.post(NAMED, { name: 'Key', ...body });
  expect(made.status).toBe(200);
  return installation.anyone.as(keyIn(installation, made));
}

function specifyOwn(installation: Installation): void {
  it('without a name are one for each person, shown once', async () => {
    const { client } = await installation.person('admin');
    expect((await client.get(OWN)).code).toBe('USERS-API-KEY-NOT-FOUND');
    const made = await client.send('POST', OWN);
    const key = keyIn(installation, made);
    expect([made.status, Object.keys(made.object)]).toEqual([200, ['api_key']]);
    expect(key).toMatch(/^sk-[0-9a-f]{32}$/);
    const shown = (await client.get(OWN)).object['api_key'] as string;
    expect(shown).toBe(`sk-${'*'.repeat(28)}${key.slice(-4)}`);
    expect((await installation.anyone.as(shown).get(`${AUTHS}/`)).code).toBe('AUTH-TOKEN-INVALID');

    const next = keyIn(installation, await client.send('POST', OWN));
    const statuses = await Promise.all(
      [key, next].map(async (each) => (await installation.anyone.as(each).get(`${AUTHS}/`)).status),
    );
    expect(statuses).toEqual([401, 200]);

    for (let attempt = 0; attempt < 2; attempt++) {
      const deleted = await client.send('DELETE', OWN);
      expect([deleted.status, deleted.body]).toEqual([200, true]);
    }
    expect((await installation.anyone.as(next).get(`${AUTHS}/`)).code).toBe('AUTH-TOKEN-INVALID');
    expect((await client.get(OWN)).status).toBe(404);
  });

  it('are for administrators, as long as nobody else has the permission', async () => {
    const { client } = await installation.person('user');
    const refused = await client.send('POST', OWN);
    expect([refused.status, refused.code]).toEqual([403, 'USERS-API-KEY-CREATION-NOT-ALLOWED']);
  });

  it('are known by header, by x-api-key and by cookie', async () => {
    const { client, id } = await installation.person('admin');
    const key = keyIn(installation, await client.send('POST', OWN));
    for (const headers of [
      { authorization: `Bearer ${key}` },
      { 'x-api-key': key },
      { cookie: `token=${key}` },
    ]) {
      const own = await installation.anyone.get(`${AUTHS}/`, headers);
      expect([own.status, own.object]).toMatchObject([200, { id, token: key, expires_at: null }]);
      expect(own.header('set-cookie')).toBeNull();
    }
  });
}

function specifyNamed(installation: Installation): void {
  it('with a name are listed, and tell when they were used', async () => {
    const { client, id: owner } = await installation.person('admin');
    const expires_at = Math.floor(Date.now() / 1000) + 3600;
    const name = installation.secrets.make('key-name');
    const made = await client.post(NAMED, { name, expires_at, allowed_paths: [`${AUTHS}/`] });
    const key = keyIn(installation, made);
    expect(made.object).toMatchObject({ name, expires_at, allowed_paths: [AUTHS], last_used_at: null });
    expect((await installation.anyone.as(key).get(`${AUTHS}/`)).status).toBe(200);
    await expect
      .poll(async () => (await client.get(NAMED)).list[0])
      .toMatchObject({
        id: made.object['id'],
        name,
        last_used_at: expect.any(Number) as number,
        last_used_ip: expect.stringMatching(/\d/) as string,
      });
    const listed = await installation.admin.get(`/api/v1/users/${owner}/api_keys`);
    expect(listed.list).toHaveLength(1);
    expect(listed.text).not.toContain(key);
  });

  it.each([
    [{}, 'body.name missing'],
    [{ name: ' ' }, 'body.name value_error'],
    [{ name: 'Key', expires_at: 1 }, 'body.expires_at value_error'],
    [{ name: 'Key', allowed_paths: ['api'] }, 'body.allowed_paths.0 value_error'],
    [{ name: 'Key', allowed_paths: [] }, 'body.allowed_paths value_error'],
  ])('are not made of %j', async (body, issue) => {
    const refused = await installation.admin.post(NAMED, body);
    expect([refused.status, refused.issues]).toEqual([422, [issue]]);
  });

  it('are deleted by their owner and by administrators, which the next request knows', async () => {
    const person = await installation.person('admin');
    const made = [
      await person.client.post(NAMED, { name: 'One' }),
      await person.client.post(NAMED, { name: 'Two' }),
    ];
    const keys = made.map((each) => installation.anyone.as(keyIn(installation, each)));
    const statuses = async () =>
      await Promise.all(keys.map(async (key) => (await key.get(`${AUTHS}/`)).status));
    expect(await statuses()).toEqual([200, 200]);
    const [one, two] = made.map(({ object }) => object['id'] as string);
    expect((await person.client.send('DELETE', `${NAMED}/${one}`)).body).toBe(true);
    expect(await statuses()).toEqual([401, 200]);
    const path = `/api/v1/users/${person.id}/api_keys`;
    expect((await installation.admin.send('DELETE', `${path}/${two}`)).body).toBe(true);
    expect(await statuses()).toEqual([401, 401]);
    for (const gone of [`${path}/${two}`, `${path}/${randomUUID()}`]) {
      expect((await installation.admin.send('DELETE', gone)).code).toBe('USERS-API-KEY-NOT-FOUND');
    }
    expect((await installation.admin.get(`/api/v1/users/${randomUUID()}/api_keys`)).status).toBe(404);
    const entries = await installation.audit({ entity_type: 'api_key', entity_id: String(two) });
    expect(entries.map(({ action }) => action)).toEqual(['api_key_deleted', 'api_key_created']);
  });

  it('of the primary administrator are deleted by nobody else', async () => {
    const made = await installation.admin.post(NAMED, { name: 'Key' });
    keyIn(installation, made);
    const second = await installation.person('admin');
    const path = `/api/v1/users/${installation.administrator.id}/api_keys/${made.object['id'] as string}`;
    expect((await second.client.send('DELETE', path)).code).toBe('USERS-CREDENTIALS-PROTECTED');
  });
}

function specifyUse(installation: Installation): void {
  it('do what their owner may, but reveal no secret, and make and delete no keys', async () => {
    const key = await madeKey(installation);
    expect((await key.get(CONNECTIONS)).status).toBe(200);
    expect((await key.get('/api/v1/configs/export?secrets=reveal')).status).toBe(403);
    for (const answer of [
      await key.send('POST', OWN),
      await key.post(NAMED, { name: 'Key' }),
      await key.send('DELETE', OWN),
    ]) {
      expect([answer.status, answer.code]).toEqual([403, 'USERS-API-KEY-NEEDS-SESSION']);
    }
  });

  it('are good for the paths that they were made for', async () => {
    const key = await madeKey(installation, { allowed_paths: ['/api/v1/configs/banners'] });
    expect((await key.get('/api/v1/configs/banners')).status).toBe(200);
    expect((await key.get(CONNECTIONS)).code).toBe('AUTH-API-KEY-PATH');
    expect((await key.get('/api/v1/configs/banners/../connections')).status).not.toBe(200);
  });

  it('go on after a restart', async () => {
    const key = await madeKey(installation);
    await installation.running.restart();
    expect((await key.get(`${AUTHS}/`)).status).toBe(200);
  });
}
