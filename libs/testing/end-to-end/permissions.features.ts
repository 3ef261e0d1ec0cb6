import { randomUUID } from 'node:crypto';
import type { JsonObject, JsonValue } from '@reeve/contracts';
import { PERMISSION_LEAVES, PERMISSIONS } from '@reeve/contracts';
import { describe, expect, it } from 'vitest';
import { at, describeInstallation } from './installation.js';
import type { Installation, Person } from './installation.js';
import type { StartTopology } from './topology.js';

const USERS = '/api/v1/users';
const DEFAULTS = `${USERS}/default/permissions`;
const GROUPS = '/api/v1/groups';
const MAY_HAVE_KEYS = { features: { api_keys: true } };

/** What people may, by the defaults and by their groups. */
export function describePermissions(startTopology: StartTopology): void {
  describeInstallation(
    'Permissions',
    startTopology,
    { environment: { USER_PERMISSIONS_CHAT_STT: 'false', USER_PERMISSIONS_WORKSPACE_MODELS_ACCESS: 'True' } },
    (installation) => {
      specifyDefaults(installation);
      specifyGroups(installation);
    },
  );
}

const own = async ({ client }: Person) => (await client.get(`${USERS}/permissions`)).object;
const mayHaveKeys = async (person: Person) => at(await own(person), 'features', 'api_keys');

function specifyDefaults(installation: Installation): void {
  describe('that everybody has', () => {
    it('are those of the environment, every leaf of them', async () => {
      const [defaults, factory] = await Promise.all(
        [DEFAULTS, `${DEFAULTS}/defaults`].map((path) => installation.admin.get(path)),
      );
      expect(defaults?.body).toEqual(factory?.body);
      const tree = defaults?.object ?? {};
      expect(leavesOf(tree)).toEqual([...PERMISSION_LEAVES.keys()]);
      expect([at(tree, 'chat', 'stt'), at(tree, 'workspace', 'models')]).toEqual([false, true]);
      expect(await own(await installation.person('user'))).toEqual(tree);
    });

    it('are replaced whole, for everybody at their next request', async () => {
      const { admin } = installation;
      const person = await installation.person('user');
      const sections = { workspace: {}, sharing: {}, chat: { delete: 'no' }, features: { api_keys: true } };
      const before = await own(person);
      const changed = await admin.post(DEFAULTS, sections);
      expect(changed.status).toBe(200);
      expect(await own(person)).toEqual(changed.body);
      expect((await admin.get(DEFAULTS)).body).toEqual(changed.body);
      expect(at(changed.body, 'chat', 'delete')).toBe(false);
      expect(at(changed.body, 'chat', 'stt')).toBe(true);
      const restored = await admin.post(DEFAULTS, before);
      expect(restored.body).toEqual(before);
      const [entry] = await installation.audit({ entity_type: 'permissions', limit: 1 });
      expect(entry).toMatchObject({
        action: 'permissions_changed',
        changes: { 'chat.delete': { old: false, new: true } },
      });
    });

    it.each<[JsonObject, readonly string[]]>([
      [{ workspace: {}, sharing: {}, chat: {} }, ['body.features missing']],
      [
        { workspace: {}, sharing: {}, chat: { fly: true, edit: 'maybe' }, features: {} },
        ['body.chat.fly extra_forbidden', 'body.chat.edit bool_parsing'],
      ],
    ])('are not %j', async (body, issues) => {
      const refusal = await installation.admin.post(DEFAULTS, body);
      expect([refusal.status, refusal.issues]).toEqual([422, issues]);
    });
  });
}

function specifyGroups(installation: Installation): void {
  describe('that a group grants', () => {
    const create = async (details: JsonObject) => {
      const body = { name: `Group ${randomUUID()}`, description: '', ...details };
      return (await installation.admin.post(`${GROUPS}/create`, body)).object['id'] as string;
    };
    const join = (groupId: string, { id }: Person, how = 'add') =>
      installation.admin.post(`${GROUPS}/id/${groupId}/users/${how}`, { user_ids: [id] });

    it('hold from the next request on, and no longer than they are granted', async () => {
      const { admin } = installation;
      const person = await installation.person('user');
      const top = await create({ permissions: MAY_HAVE_KEYS });
      const bottom = await create({ parent_group_id: top });
      expect(await mayHaveKeys(person)).toBe(false);
      await join(bottom, person);
      expect(await mayHaveKeys(person)).toBe(true);
      await join(bottom, person, 'remove');
      expect(await mayHaveKeys(person)).toBe(false);

      await join(bottom, person);
      const update = (parent_group_id: string | null) =>
        admin.post(`${GROUPS}/id/${bottom}/update`, { name: bottom, description: '', parent_group_id });
      await update(null);
      expect(await mayHaveKeys(person)).toBe(false);
      await update(top);
      expect(await mayHaveKeys(person)).toBe(true);
      await admin.send('DELETE', `${GROUPS}/id/${top}/delete`);
      expect(await mayHaveKeys(person)).toBe(false);
    });

    it('are never fewer than everybody has', async () => {
      const person = await installation.person('user');
      const before = await own(person);
      const nothing = Object.fromEntries(
        Object.entries(PERMISSIONS).map(([section, leaves]) => [
          section,
          Object.fromEntries(Object.keys(leaves).map((leaf) => [leaf, false])),
        ]),
      );
      await join(await create({ permissions: nothing }), person);
      expect(await own(person)).toEqual(before);
    });

    it('are explained', async () => {
      const { admin } = installation;
      const person = await installation.person('user');
      const top = await create({ permissions: MAY_HAVE_KEYS });
      await join(await create({ parent_group_id: top }), person);
      const { object } = await admin.get(`${USERS}/${person.id}/permissions/explain`);
      const explained = object['permissions'] as readonly JsonObject[];
      expect(explained.map(({ permission }) => permission)).toEqual([...PERMISSION_LEAVES.keys()]);
      const of = (leaf: string) => explained.find(({ permission }) => permission === leaf);
      expect(of('features.api_keys')).toMatchObject({
        granted: true,
        granted_by: [{ kind: 'group', group_id: top, membership: 'inherited' }],
      });
      expect(of('chat.edit')).toMatchObject({ granted: true, granted_by: [{ kind: 'default' }] });
      const unknown = await admin.get(`${USERS}/${randomUUID()}/permissions/explain`);
      expect([unknown.status, unknown.code]).toEqual([404, 'USERS-NOT-FOUND']);
    });

    it('are in its preview and in those of its members, with those of the groups above and their models', async () => {
      const models = { data: { config: { default_models: ['m1'] } } };
      const top = await create({ permissions: MAY_HAVE_KEYS, ...models });
      const bottom = await create({ parent_group_id: top, permissions: { workspace: { tools: true } } });
      const { object } = await installation.admin.get(`${GROUPS}/id/${bottom}/preview`);
      expect(object['inherited_permissions']).toEqual(MAY_HAVE_KEYS);
      expect(at(object, 'effective_permissions', 'workspace', 'tools')).toBe(true);
      expect(leavesOf(object['effective_permissions'])).toHaveLength(67);
      expect(object['default_models']).toEqual({ local: [], effective: ['m1'], source_group_id: top });

      const member = await installation.person('user');
      await join(bottom, member);
      const preview = await installation.admin.get(`${USERS}/${member.id}/preview`);
      expect(preview.object).toMatchObject({
        user: { id: member.id },
        default_models: { effective: ['m1'], source_group_id: top },
        models: { items: [], total: 0 },
      });
      expect(preview.object['effective_permissions']).toEqual(object['effective_permissions']);
    });

    it('are with the caller’s session and with what a page loads first', async () => {
      const person = await installation.person('user');
      const data = { config: { default_models: ['m1', 'm2'] } };
      await join(await create({ permissions: MAY_HAVE_KEYS, data }), person);
      const { email, password } = person;
      const [session, signedIn, config] = [
        await person.client.get('/api/v1/auths/'),
        await installation.anyone.post('/api/v1/auths/signin', { email, password }),
        await person.client.get('/api/config'),
      ];
      const expected = await own(person);
      expect(session.object['permissions']).toEqual(expected);
      expect(signedIn.object['permissions']).toEqual(expected);
      expect(config.object).toMatchObject({ permissions: expected, default_models: 'm1,m2' });
    });
  });
}

function leavesOf(tree: JsonValue | undefined): readonly string[] {
  return Object.entries((tree ?? {}) as JsonObject).flatMap(([section, leaves]) =>
    Object.keys(leaves as JsonObject).map((leaf) => `${section}.${leaf}`),
  );
}
