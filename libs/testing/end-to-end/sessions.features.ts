import { randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { JsonObject } from '@reeve/contracts';
import { describe, expect, it } from 'vitest';
import type { Client } from './client.js';
import { describeInstallation, Installation } from './installation.js';
import type { Person } from './installation.js';
import type { StartTopology } from './topology.js';

const AUTHS = '/api/v1/auths';
const ENDED = [401, 'USERS-SESSION-ENDED'];

/** A person's sessions: which go on, and how they end. */
export function describeSessions(startTopology: StartTopology): void {
  describeInstallation('A person’s sessions', startTopology, {}, (installation) => {
    specifyOwn(installation);
    specifyOthers(installation);
    specifyTokens(installation);
  });
  describe('Session tokens', () => {
    specifyKeyRotation(startTopology);
  });
}

/** Another session of somebody's. */
export async function signIn(
  { anyone }: Installation,
  { email, password }: Pick<Person, 'email' | 'password'>,
): Promise<Client> {
  const session = await anyone.post(`${AUTHS}/signin`, { email, password });
  if (session.status !== 200) throw new Error(`Signing in answered ${session.status}: ${session.text}`);
  return anyone.as(session.object['token'] as string);
}

/** What the next request of each of them is told. */
export async function told(...clients: readonly Client[]): Promise<readonly unknown[]> {
  const answers = await Promise.all(clients.map((client) => client.get(`${AUTHS}/`)));
  return answers.map(({ status, ...answer }) => (status === 200 ? status : [status, codeOf(answer.text)]));
}

const codeOf = (text: string): unknown => (JSON.parse(text) as { extra?: { code?: unknown } }).extra?.code;

async function itemsAt(client: Client, path: string): Promise<readonly JsonObject[]> {
  return (await client.get(path)).object['items'] as readonly JsonObject[];
}

const idOf = (session: JsonObject | undefined): string => session?.['id'] as string;

function specifyOwn(installation: Installation): void {
  it('are listed with where they began, and end one by one', async () => {
    const person = await installation.person('user');
    const other = await signIn(installation, person);
    const sessions = await itemsAt(person.client, `${AUTHS}/sessions`);
    expect(sessions).toHaveLength(2);
    const [mine, theirs] = [true, false].map((current) =>
      sessions.find((each) => each['current'] === current),
    );
    // An administrator added the account, which is where its first session comes from.
    expect(mine).toMatchObject({ ip: null, user_agent: null });
    expect(theirs).toMatchObject({ ip: expect.any(String) as string, user_agent: 'reeve end-to-end' });

    const ended = await person.client.send('DELETE', `${AUTHS}/sessions/${idOf(theirs)}`);

    expect([ended.status, ended.body]).toEqual([200, true]);
    expect(await told(other, person.client)).toEqual([ENDED, 200]);
    expect(await itemsAt(person.client, `${AUTHS}/sessions`)).toHaveLength(1);
    const [entry] = await installation.audit({ action: 'session_ended', user_id: person.id });
    expect(entry).toMatchObject({ entity_id: theirs?.['id'], audit_metadata: { reason: 'owner' } });
  });

  it.each([
    [{}, ENDED],
    [{ keep_current: true }, 200],
  ])('end all at once with %j', async (body, own) => {
    const person = await installation.person('user');
    const others = [await signIn(installation, person), await signIn(installation, person)];
    const revoked = await person.client.post(`${AUTHS}/sessions/revoke`, body);
    expect([revoked.status, revoked.body]).toEqual([200, true]);
    expect(await told(person.client, ...others)).toEqual([own, ENDED, ENDED]);
    expect(await told(await signIn(installation, person))).toEqual([200]);
    const entries = await installation.audit({ action: 'user_sessions_ended', user_id: person.id });
    expect(entries).toHaveLength(1);
  });

  it('of other people are none of theirs', async () => {
    const [person, other] = [await installation.person('user'), await installation.person('user')];
    const [theirs] = await itemsAt(other.client, `${AUTHS}/sessions`);
    for (const id of [idOf(theirs), randomUUID()]) {
      const answer = await person.client.send('DELETE', `${AUTHS}/sessions/${id}`);
      expect([answer.status, answer.code]).toEqual([404, 'USERS-SESSION-NOT-FOUND']);
    }
    expect(await told(other.client)).toEqual([200]);
  });

  it('stay ended after a restart', async () => {
    const person = await installation.person('user');
    await person.client.post(`${AUTHS}/sessions/revoke`, {});
    await installation.running.restart();
    expect(await told(person.client)).toEqual([ENDED]);
  });
}

function specifyOthers(installation: Installation): void {
  it('are listed and ended by administrators', async () => {
    const person = await installation.person('user');
    const [one, other] = [await signIn(installation, person), await signIn(installation, person)];
    const path = `/api/v1/users/${person.id}/sessions`;
    const sessions = await itemsAt(installation.admin, path);
    expect(sessions).toHaveLength(3);
    const id = idOf((await itemsAt(one, `${AUTHS}/sessions`)).find((each) => each['current'] === true));
    expect((await installation.admin.send('DELETE', `${path}/${id}`)).body).toBe(true);
    expect(await told(one, other)).toEqual([ENDED, 200]);

    const revoked = await installation.admin.send('POST', `${path}/revoke`);

    expect([revoked.status, revoked.body]).toEqual([200, true]);
    expect(await told(other, person.client)).toEqual([ENDED, ENDED]);
    expect(await itemsAt(installation.admin, path)).toEqual([]);
  });

  it('of nobody are 404, and of the primary administrator 403', async () => {
    const second = await installation.person('admin');
    const unknown = await second.client.send('POST', `/api/v1/users/${randomUUID()}/sessions/revoke`);
    expect([unknown.status, unknown.code]).toEqual([404, 'USERS-NOT-FOUND']);
    const primary = `/api/v1/users/${installation.administrator.id}/sessions/revoke`;
    const refused = await second.client.send('POST', primary);
    expect([refused.status, refused.code]).toEqual([403, 'USERS-CREDENTIALS-PROTECTED']);
    expect(await told(installation.admin)).toEqual([200]);
  });
}

function specifyTokens(installation: Installation): void {
  it('have tokens that say how they began, and under which stamp', async () => {
    const { id, token } = await installation.person('user');
    const claims = jwt.decode(token, { json: true });
    expect(claims).toMatchObject({
      id,
      typ: 'session',
      auth_method: 'system',
      session_stamp: expect.any(String) as string,
      mfa_verified: false,
    });
    expect(claims?.['auth_time']).toBe(claims?.iat);
  });

  it('of an Open WebUI with the same key go on until all of its person’s end', async () => {
    const { id, client } = await installation.person('user');
    const [foreign, theirNewest] = [{}, { session_stamp: randomUUID() }].map((more) =>
      installation.anyone.as(installation.signed({ id, jti: randomUUID(), ...more })),
    ) as [Client, Client];
    expect(await told(foreign, theirNewest)).toEqual([200, ENDED]);
    await client.post(`${AUTHS}/sessions/revoke`, {});
    expect(await told(foreign)).toEqual([ENDED]);
  });

  it('and whatever else is below /auths are stored by no cache', async () => {
    const { object } = await installation.anyone.get('/api/openapi.json');
    const paths = Object.entries(object['paths'] as JsonObject).filter(
      // Sections of the configuration have entity tags, wherever they are.
      ([path]) => path.startsWith(`${AUTHS}/`) && !path.startsWith(`${AUTHS}/admin/`),
    );
    expect(paths.length).toBeGreaterThan(8);
    for (const [path, methods] of paths) {
      for (const method of Object.keys(methods as JsonObject)) {
        const { client } = await installation.person('admin');
        const answer = await client.send(method.toUpperCase(), path.replaceAll(/\{\w+\}/g, 'x'));
        expect([method, path, answer.header('cache-control')]).toEqual([method, path, 'no-store']);
      }
    }
  });
}

function specifyKeyRotation(startTopology: StartTopology): void {
  it('are good under a new key while the old one is named, and are answered signed anew', async () => {
    const keys = ['the first key', 'the second key'];
    const tokens: string[] = [];
    const installation = new Installation(startTopology, {
      environment: {
        WEBUI_SECRET_KEY: 'the second key',
        REEVE_PREVIOUS_SECRET_KEYS: 'the first key, another',
      },
    });
    await installation.open();
    try {
      const { administrator, anyone } = installation;
      const claims = jwt.decode(administrator.token, { json: true }) ?? {};
      for (const key of [...keys, 'a key of nobody']) tokens.push(jwt.sign(claims, key));
      const answers = await Promise.all(tokens.map((token) => anyone.as(token).get(`${AUTHS}/`)));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 401]);
      const renewed = answers[0]?.object['token'] as string;
      expect(jwt.verify(renewed, 'the second key')).toEqual(claims);
      expect(answers[0]?.header('set-cookie')).toMatch(new RegExp(`^token=${renewed};`));
    } finally {
      await installation.close();
    }
  });
}
