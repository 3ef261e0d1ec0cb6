import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@reeve/contracts';
import { expect, it } from 'vitest';
import { DOCUMENTS_OF_USERS } from './installation.js';
import type { Installation, Person } from './installation.js';
import type { DataFile } from './topology.js';

const USERS = '/api/v1/users';
const AUDIT = '/api/v1/admin/audit/logs?limit=1000';
const VERIFICATION = '/api/v1/admin/audit/verification?limit=5000';

/** What is left of somebody who is erased: that there was somebody. */
export function specifyErasure(installation: Installation): void {
  it('nothing of a user who is erased is left anywhere, nor comes back with an older key store, and the log stays whole', async () => {
    const mark = randomUUID();
    const member = await installation.person('admin', `Erased ${mark}`);
    await leaveTraces(member, mark);
    const [eventsBefore, entriesBefore] = [await installation.running.events(), await entries(installation)];

    const { running } = installation;
    // Documents are not backed up: they are made again from the log.
    const backup = (await running.dataFiles()).filter(({ name }) => !DOCUMENTS_OF_USERS.test(name));
    const putKeysBack = await running.backUpKeys();

    const erased = await installation.admin.send('DELETE', `${USERS}/${member.id}?erase=true`);
    expect(erased.body).toBe(true);
    await putKeysBack();

    for (const value of [mark, Buffer.from(mark).toString('base64'), member.email]) {
      expect(await placesWith(installation, value, backup)).toEqual([]);
    }
    const eventsAfter = await running.events();
    expect(eventsAfter.slice(0, eventsBefore.length)).toEqual(eventsBefore);
    const entriesAfter = new Map((await entries(installation)).map((entry) => [entry['id'], entry]));
    const own = entriesBefore.filter(({ user_id }) => user_id === member.id);
    expect(own.length).toBeGreaterThan(8);
    for (const entry of entriesBefore) {
      const forgotten =
        entry['user_id'] === member.id ? { actor_name: null, ip: null, user_agent: null } : {};
      expect(entriesAfter.get(entry['id'])).toEqual({ ...entry, ...forgotten });
    }
    const verified = await installation.admin.get(VERIFICATION);
    expect(verified.object).toEqual({ checked: eventsAfter.length, next: null, differences: [] });
  });
}

/** Leaves the mark wherever somebody can say something, in their requests and in what they keep here. */
async function leaveTraces({ client: plain, email, password }: Person, mark: string): Promise<void> {
  const client = plain.with({ 'user-agent': `Browser ${mark}` });
  const said: readonly (readonly [path: string, body: JsonObject])[] = [
    [
      '/api/v1/auths/update/profile',
      {
        name: `Renamed ${mark}`,
        profile_image_url: `data:image/png;base64,${Buffer.from(mark).toString('base64')}`,
        bio: `Bio ${mark}`,
      },
    ],
    [`${USERS}/user/settings/update`, { ui: { theme: mark } }],
    [`${USERS}/user/info/update`, { home: mark }],
    [`${USERS}/user/variables/update`, { variables: { greeting: mark } }],
    [`${USERS}/user/status/update`, { status_message: `At ${mark}` }],
    ['/api/v1/auths/api_keys', { name: `Key ${mark}` }],
    ['/api/v1/auths/signin', { email, password }],
    ['/api/v1/auths/update/password', { password, new_password: `a password ${mark}` }],
  ];
  for (const [path, body] of said)
    expect([path, (await client.post(path, body)).status]).toEqual([path, 200]);
  // Whoever is refused was not that person as far as anybody knows: from where they tried is kept.
  expect((await plain.post('/api/v1/auths/signin', { email, password: `not ${mark}` })).status).toBe(400);
}

async function placesWith(
  { admin, running }: Installation,
  value: string,
  backup: readonly DataFile[],
): Promise<readonly string[]> {
  const metrics = await admin.get('/metrics');
  const places = [
    ...(await running.dataFiles()),
    ...backup.map(({ name, content }) => ({ name: `backup of ${name}`, content })),
    { name: 'events', content: JSON.stringify(await running.events()) },
    { name: 'log', content: running.log() },
    { name: 'audit log', content: (await admin.get(AUDIT)).text },
    { name: 'list of users', content: (await admin.get(`${USERS}/all`)).text },
    { name: 'metrics', content: metrics.text },
  ];
  return places
    .filter(({ content }) => Buffer.from(content as string).includes(value))
    .map(({ name }) => name);
}

async function entries({ admin }: Installation): Promise<readonly JsonObject[]> {
  const { object } = await admin.get(AUDIT);
  return object['items'] as readonly JsonObject[];
}
