import { randomUUID } from 'node:crypto';
import { isJsonObject } from '@reeve/contracts';
import type { JsonValue } from '@reeve/contracts';
import { CALLERS, ROUTE_TABLE, standsInTable } from '@reeve/testing/routes';
import type { Caller, Given, RouteForm } from '@reeve/testing/routes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from './client.js';
import { planThatIs, subscribe } from './billing-given.js';
import { Installation } from './installation.js';
import type { Person } from './installation.js';
import type { StartTopology } from './topology.js';

/** Each request about somebody is about somebody else, and there are fewer of them than this. */
const PEOPLE = 1_500;
/** Nobody signs in with it. */
const HASH = `$argon2id$v=19$m=8,t=1,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;

interface Asking {
  readonly client: Client;
  readonly own: Given['own'];
}

/** Every route that stands in the table, in every form that a generation of Open WebUI asks it in, asked by everybody. */
export function describeRoutes(startTopology: StartTopology): void {
  describe('The routes of administrators, and of whoever they administer', () => {
    const installation = new Installation(startTopology, {
      environment: { ENABLE_SIGNUP: 'true', ENABLE_API_KEYS: 'true' },
    });
    const usual = new Map<Caller, Asking>();
    let people: string[];
    beforeAll(async () => {
      await installation.open();
      for (const caller of CALLERS) usual.set(caller, await callerOf(installation, caller));
      people = await importPeople(installation);
    });
    afterAll(() => installation.close());

    const given = async (path: string, form: RouteForm, own: Given['own']): Promise<Given> => {
      const userId = people.pop() ?? '';
      const isAbout = path.includes('{user_id}') ? userId : own.id;
      if (form.subscription !== undefined && isAbout !== '') {
        await subscribe(installation, isAbout, form.subscription);
      }
      return {
        userId,
        groupId: path.startsWith('/api/v1/groups/id/') ? await newGroup(installation) : '',
        planId: path.includes('/billing/') ? await planThatIs(installation, form.plan, people) : '',
        email: `${randomUUID()}@example.com`,
        own,
      };
    };
    const answerTo = async (route: string, form: RouteForm, caller: Caller): Promise<number> => {
      const asking = form.separate ? await callerOf(installation, caller) : usual.get(caller);
      if (asking === undefined) throw new Error(`Nobody asks as ${caller}`);
      const [method = '', path = ''] = route.split(' ');
      const { status } = await ask(asking.client, method, path, form, await given(path, form, asking.own));
      return status;
    };

    it('are those that the table tells of, no more and no fewer', async () => {
      const { object } = await installation.anyone.get('/api/openapi.json');
      const routes = Object.entries(isJsonObject(object['paths']) ? object['paths'] : {})
        .filter(([path]) => standsInTable(path))
        .flatMap(([path, methods]) => Object.keys(methods as object).map((method) => `${method} ${path}`));
      const told = Object.values(ROUTE_TABLE).flatMap((forms) => Object.keys(forms));
      expect(told.toSorted()).toEqual(routes.toSorted());
    });

    it.each(Object.keys(ROUTE_TABLE))('answer everybody as they should: %s', async (router) => {
      const [expected, seen]: [string[], string[]] = [[], []];
      for (const [route, forms] of Object.entries(ROUTE_TABLE[router] ?? {})) {
        for (const form of forms) {
          const answers: number[] = [];
          for (const caller of CALLERS) answers.push(await answerTo(route, form, caller));
          const line = `${route} ${form.query ?? ''} ${form.of} ${form.when ?? ''}:`;
          expected.push(`${line} ${form.answers.join(' ')}`);
          seen.push(`${line} ${answers.join(' ')}`);
        }
      }
      expect(seen).toEqual(expected);
    });
  });
}

async function callerOf(installation: Installation, caller: Caller): Promise<Asking> {
  if (caller === 'nobody') {
    const { email, password } = installation.someone('Nobody');
    return { client: installation.anyone, own: { id: '', sessionId: randomUUID(), email, password } };
  }
  const person = await installation.person(caller === 'API key' ? 'admin' : caller);
  const { id, client, email, password } = person;
  return {
    client: caller === 'API key' ? await withKey(installation, person) : client,
    own: { id, sessionId: sessionIdOf(person), email, password },
  };
}

async function withKey({ anyone }: Installation, { client }: Person): Promise<Client> {
  const made = await client.post('/api/v1/auths/api_keys', { name: 'Script' });
  return anyone.as(made.object['api_key'] as string);
}

function sessionIdOf({ token }: Person): string {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
    jti: string;
  };
  return claims.jti;
}

/** @returns their ids. */
async function importPeople({ admin }: Installation): Promise<string[]> {
  const rows = Array.from({ length: PEOPLE }, (_, index) =>
    JSON.stringify({
      name: `Person ${index}`,
      email: `${index}@people.example`,
      password_hash: HASH,
      role: 'user',
    }),
  );
  await admin.send('POST', '/api/v1/users/import', {
    body: rows.join('\n'),
    headers: { 'content-type': 'application/x-ndjson' },
  });
  const { object } = await admin.get('/api/v1/users/all');
  return (object['users'] as readonly { id: string; email: string }[])
    .filter(({ email }) => email.endsWith('@people.example'))
    .map(({ id }) => id);
}

async function newGroup({ admin }: Installation): Promise<string> {
  const made = await admin.post('/api/v1/groups/create', { name: randomUUID(), description: '' });
  return made.object['id'] as string;
}

async function ask(client: Client, method: string, path: string, form: RouteForm, given: Given) {
  const places = { ...placesOf(path, given), ...form.path?.(given) };
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => places[name] ?? randomUUID());
  const body: { body?: JsonValue } = form.body === undefined ? {} : { body: form.body(given) };
  const headers: Record<string, string> = form.type === undefined ? {} : { 'content-type': form.type };
  const query = form.query === undefined ? '' : `?${form.query}`;
  return await client.send(method.toUpperCase(), `${filled}${query}`, { ...body, headers });
}

function placesOf(path: string, { groupId, planId, userId }: Given): Record<string, string> {
  if (path.startsWith('/api/v1/groups/')) return { id: groupId };
  return { id: path.includes('/plans/') ? planId : userId, user_id: userId };
}
