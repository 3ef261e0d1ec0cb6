import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { openMongoDocumentStore } from '@reeve/document-store/mongodb';
import type { EventStore } from '@reeve/event-store';
import { openEventStoreDBEventStore } from '@reeve/event-store/eventstoredb';
import { runToEnd } from '@reeve/testing/faults';
import { startFleet } from '@reeve/testing/fleet';
import type { Fleet, ServiceProcess } from '@reeve/testing/fleet';
import { ACCOUNT, auditPage, changes } from '@reeve/testing/load';
import { describeWithPart } from '@reeve/testing/servers';
import { USERS, usersCollections } from '@reeve/users/projections';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

const COMMAND = fileURLToPath(new URL('../../../tools/cli/bin/reeve.js', import.meta.url));
const WITHIN = { timeout: 15_000, interval: 50 };

let fleet: Fleet;
let log: EventStore;
let gateway: ServiceProcess;
let users: ServiceProcess;

describeWithPart(
  ['nats-server', 'redis-server', 'mongodb-stand-in'],
  'An event that cannot be projected',
  () => {
    beforeAll(async () => {
      fleet = await startFleet();
      [gateway, users] = [only(fleet.replicasOf('gateway')), only(fleet.replicasOf('users'))];
      log = openEventStoreDBEventStore({ url: fleet.servers.eventstoredb.server.url });
    });
    afterAll(async () => {
      await log.close();
      await fleet.stop();
    });

    it('stops its projection and nothing else, is told of, and skipped by nobody', async () => {
      const userId = randomUUID();
      const poison = await appendRoleChangeOf(userId);

      await vi.waitUntil(async () => (await users.metric('reeve_projection_poisoned')) === 1, WITHIN);
      await expect
        .poll(() => users.log, WITHIN)
        .toContain(`users.user.role-changed.v1 at user-${userId} revision 0`);
      expect(await users.missingParts()).toEqual(['projections']);

      for (const { path, body } of changes(0, 6)) {
        const connection = fleet.administrator.connect(gateway);
        const { status, headers } = await connection.send('POST', path, body);
        expect([status, headers['reeve-visible']]).toEqual([200, undefined]);
        await connection.close();
      }
      expect(await auditPage(fleet.administrator, gateway, 'limit=100')).toContain(poison);

      const grace = { email: 'grace@example.com', password: 'correct horse battery staple' };
      expect(await ask('signup', { name: 'Grace', ...grace })).toBe(200);
      expect(await ask('signin', grace)).toBe(400);

      const { code, stdout } = await reeve('projections', 'status');
      expect(code).toBe(3);
      expect(stdout).toMatch(new RegExp(`users +poisoned[^]*user-${userId} revision 0`));
      await resume();
      await vi.waitUntil(async () => (await users.metric('reeve_projection_poisoned')) === 1, WITHIN);
      expect(await ask('signin', grace)).toBe(400);

      await writeAsOnceRegistered(userId);
      await resume();
      await vi.waitUntil(async () => (await reeve('projections', 'status')).code === 0, WITHIN);
      expect(await users.metric('reeve_projection_poisoned')).toBe(0);
      expect(await ask('signin', grace)).toBe(200);
    });
  },
  { timeout: 60_000 },
);

function only<T>([first]: readonly T[]): T {
  if (first === undefined) throw new RangeError('There is none');
  return first;
}

/** Of somebody who was never registered. @returns the event's id. */
async function appendRoleChangeOf(userId: string): Promise<string> {
  const id = randomUUID();
  const event = {
    id,
    type: 'users.user.role-changed.v1',
    data: { userId, role: { old: 'pending', new: 'user' }, reason: 'primary-administrator' },
    metadata: { occurredAt: new Date().toISOString() },
  };
  await log.append(`user-${userId}`, [event], 'new', { deadline: Date.now() + 5_000 });
  return id;
}

/** What mends it here; elsewhere, a version of the service that can digest the event. */
async function writeAsOnceRegistered(userId: string): Promise<void> {
  const documents = await openMongoDocumentStore({
    url: `${fleet.servers.mongodb.server.url}/reeve`,
    collections: usersCollections,
  });
  const document = {
    emailFingerprint: '0'.repeat(16),
    name: '',
    email: '',
    profileImageUrl: '',
    passwordHash: '',
    role: 'pending',
    primaryAdministrator: false,
    createdAt: 0,
  };
  await documents.write([{ kind: 'put', collection: USERS.name, id: userId, document }]);
  await documents.close();
}

async function resume(): Promise<void> {
  expect(await reeve('projections', 'resume', 'users')).toMatchObject({ code: 0, stderr: '' });
}

async function reeve(...args: readonly string[]) {
  const { email, password } = ACCOUNT;
  return await runToEnd({
    command: [process.execPath, COMMAND, ...args],
    environment: { REEVE_URL: gateway.url, REEVE_EMAIL: email, REEVE_PASSWORD: password },
  });
}

/** @returns the status. */
async function ask(route: 'signin' | 'signup', body: object): Promise<number> {
  const answer = await fetch(`${gateway.url}/api/v1/auths/${route}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return answer.status;
}
