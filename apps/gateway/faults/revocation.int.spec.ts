import { randomUUID } from 'node:crypto';
import { startFleet } from '@reeve/testing/fleet';
import type { Fleet, ServiceProcess } from '@reeve/testing/fleet';
import { ACCOUNT } from '@reeve/testing/load';
import { describeWithPart } from '@reeve/testing/servers';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ROUNDS = 15;
/** Of requests that go on all the time, to each gateway. */
const IN_FLIGHT = 4;
/** Requests to each gateway once the credential has ended. */
const AFTERWARDS = 10;
const OWN = '/api/v1/auths/';

/** A credential of somebody who was just added, and what ends it, asked of one gateway. */
interface Doomed {
  readonly credential: string;
  readonly end: (at: ServiceProcess) => Promise<unknown>;
}

let fleet: Fleet;
let gateways: readonly ServiceProcess[];
/** The primary administrator's token. */
let admin: string;

describeWithPart(
  ['nats-server', 'redis-server', 'mongodb-stand-in'],
  'What one of two replicas has ended',
  () => {
    beforeAll(async () => {
      fleet = await startFleet({ replicas: 2, environmentOf: () => ({ ENABLE_API_KEYS: 'true' }) });
      gateways = fleet.replicasOf('gateway');
      admin = (await post(first(), '/api/v1/auths/signin', null, ACCOUNT))['token'] as string;
    });
    afterAll(() => fleet.stop());

    it.each<[what: string, doom: () => Promise<Doomed>]>([
      ['a session, by a change of the password', endedByPassword],
      ['a session, with all of its person’s', endedByOwner],
      ['a session, by an administrator', endedByAdministrator],
      ['an API key', deletedKey],
    ])(`lets no request pass on either: %s, ${ROUNDS} times`, async (_what, doom) => {
      let passed = 0;
      for (let nth = 0; nth < ROUNDS; nth++) {
        const { credential, end } = await doom();
        passed += await passedAfter(credential, () => end(gateways[nth % 2] ?? first()));
      }
      expect(passed).toBe(0);
    });
  },
  { timeout: 120_000 },
);

/**
 * Asks both gateways all the time, before, while and after a credential ends. @returns how many requests passed that began
 * after whoever ended it was told so.
 */
async function passedAfter(credential: string, end: () => Promise<unknown>): Promise<number> {
  let isOver = false;
  let passed = 0;
  const ask = async (gateway: ServiceProcess) => {
    const beganAfter = isOver;
    const { status } = await fetch(`${gateway.url}${OWN}`, {
      headers: { authorization: `Bearer ${credential}` },
    });
    expect([200, 401]).toContain(status);
    if (!beganAfter) return;
    if (status === 200) passed += 1;
  };
  // Both know it now.
  for (const gateway of gateways) await ask(gateway);
  let goesOn = true;
  const askers = gateways.flatMap((gateway) =>
    Array.from({ length: IN_FLIGHT }, async () => {
      while (goesOn) await ask(gateway);
    }),
  );
  await end();
  isOver = true;
  for (let nth = 0; nth < AFTERWARDS; nth++) await Promise.all(gateways.map(ask));
  goesOn = false;
  await Promise.all(askers);
  return passed;
}

async function endedByPassword(): Promise<Doomed> {
  const person = await someone();
  const other = (await post(first(), '/api/v1/auths/signin', null, person))['token'] as string;
  return {
    credential: person.token,
    end: (at) =>
      post(at, '/api/v1/auths/update/password', other, {
        password: person.password,
        new_password: 'another password',
      }),
  };
}

async function endedByOwner(): Promise<Doomed> {
  const { token } = await someone();
  return { credential: token, end: (at) => post(at, '/api/v1/auths/sessions/revoke', token, {}) };
}

async function endedByAdministrator(): Promise<Doomed> {
  const { id, token } = await someone();
  return { credential: token, end: (at) => post(at, `/api/v1/users/${id}/sessions/revoke`, admin, {}) };
}

async function deletedKey(): Promise<Doomed> {
  const { token } = await someone();
  const { api_key: credential } = await post(first(), '/api/v1/auths/api_key', token, {});
  return {
    credential: credential as string,
    end: async (at) => {
      const answer = await fetch(`${at.url}/api/v1/auths/api_key`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${token}` },
      });
      expect(answer.status).toBe(200);
    },
  };
}

/** An administrator who is nobody's load. */
async function someone() {
  const email = `${randomUUID()}@example.com`;
  const password = 'a password of their own';
  const account = { name: 'Somebody', email, password, role: 'admin' };
  const { id, token } = await post(first(), '/api/v1/auths/add', admin, account);
  return { email, password, id: id as string, token: token as string };
}

/** @throws unless it is answered with 200. */
async function post(
  at: ServiceProcess,
  path: string,
  token: string | null,
  body: object,
): Promise<Readonly<Record<string, unknown>>> {
  const answer = await fetch(`${at.url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Readonly<Record<string, unknown>>;
}

function first(): ServiceProcess {
  const [gateway] = gateways;
  if (gateway === undefined) throw new RangeError('There are two gateways');
  return gateway;
}
