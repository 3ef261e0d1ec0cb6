import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { describeInstallation } from './installation.js';
import type { Installation } from './installation.js';
import type { StartTopology } from './topology.js';

const CONNECTIONS = '/api/v1/config/connections';

/** A request with an `Idempotency-Key` is carried out once, however often it is sent. */
export function describeIdempotency(startTopology: StartTopology): void {
  describeInstallation('A request with an Idempotency-Key', startTopology, {}, (installation) => {
    specifyRepetition(installation);
    specifyOtherRequests(installation);
  });
}

const connections = (on: boolean) => ({
  ENABLE_DIRECT_CONNECTIONS: on,
  ENABLE_BASE_MODELS_CACHE: on,
  ENABLE_DIRECT_INTEGRATIONS: on,
});

function specifyRepetition(installation: Installation): void {
  const key = () => ({ 'idempotency-key': randomUUID() });

  it('is answered as the first time, whatever happened since', async () => {
    const { admin } = installation;
    await admin.post(CONNECTIONS, connections(false));
    const once = key();
    const first = await admin.post(CONNECTIONS, connections(true), once);
    await admin.post(CONNECTIONS, connections(false));
    const events = await installation.events('config.connections.');

    for (const restart of [false, true]) {
      if (restart) await installation.running.restart();
      const again = await admin.post(CONNECTIONS, connections(true), once);
      expect([again.status, again.body, again.etag]).toEqual([200, first.body, first.etag]);
      expect(again.header('idempotency-replayed')).toBe('true');
    }
    expect(first.header('idempotency-replayed')).toBeNull();
    expect(await installation.events('config.connections.')).toEqual(events);
  });

  it('that is sent many times at once is one change, and answered the same each time', async () => {
    const { admin } = installation;
    await admin.post(CONNECTIONS, connections(false));
    const before = await installation.events('config.connections.');
    const once = key();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => admin.post(CONNECTIONS, connections(true), once)),
    );
    expect(new Set(answers.map(({ status, text, etag }) => `${status} ${text} ${etag}`)).size).toBe(1);
    expect(answers[0]?.object).toEqual(connections(true));
    expect(await installation.events('config.connections.')).toHaveLength(before.length + 1);
  });

  it('to sign in gets the same session, with its cookie', async () => {
    const { email, password } = await installation.person('user');
    const once = key();
    const signIn = () => installation.anyone.post('/api/v1/auths/signin', { email, password }, once);
    const [first, atOnce] = await Promise.all([signIn(), signIn()]);
    const again = await signIn();
    expect(atOnce.body).toEqual(first.body);
    expect(again.body).toEqual(first.body);
    expect(again.header('set-cookie')).toBe(first.header('set-cookie'));
    const events = await installation.events('users.session.started.');
    const { jti } = claimsOf(first.object['token'] as string);
    expect(events.filter(({ data }) => data['sessionId'] === jti)).toHaveLength(1);
  });

  it('to import a document is one import', async () => {
    const { admin } = installation;
    const once = key();
    const config = { 'imported.once': randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 3 }, () => admin.post('/api/v1/config/import', { config }, once)),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    const events = (await installation.events('config.unowned.')).filter(({ data }) =>
      Object.hasOwn(data['changes'] as object, 'imported.once'),
    );
    expect(events).toHaveLength(1);
  });
}

function specifyOtherRequests(installation: Installation): void {
  it('is refused with a key that was used for another, which changes nothing', async () => {
    const { admin } = installation;
    const once = { 'idempotency-key': randomUUID() };
    await admin.post(CONNECTIONS, connections(true), once);
    const events = await installation.events('config.');
    for (const [path, body] of [
      [CONNECTIONS, connections(false)],
      ['/api/v1/config/interface/visibility', { visibility: {} }],
    ] as const) {
      const refusal = await admin.post(path, body, once);
      expect([refusal.status, refusal.code]).toEqual([422, 'IDEMPOTENCY-KEY-REUSED']);
    }
    expect(await installation.events('config.')).toEqual(events);
  });

  it('is another one from another person', async () => {
    const other = await installation.person('admin');
    const once = { 'idempotency-key': randomUUID() };
    await installation.admin.post(CONNECTIONS, connections(true), once);
    const changed = await other.client.post(CONNECTIONS, connections(false), once);
    expect([changed.status, changed.object]).toEqual([200, connections(false)]);
  });

  it('is not answered to who is signed out', async () => {
    const once = { 'idempotency-key': randomUUID() };
    const other = await installation.person('admin');
    await other.client.post(CONNECTIONS, connections(true), once);
    await other.client.send('POST', '/api/v1/auths/signout');
    expect((await other.client.post(CONNECTIONS, connections(true), once)).status).toBe(401);
  });
}

function claimsOf(token: string): { readonly jti: string } {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { jti: string };
}
