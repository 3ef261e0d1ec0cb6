import { randomUUID } from 'node:crypto';
import type { JsonObject, JsonValue } from '@reeve/contracts';
import { describe, expect, it } from 'vitest';
import { at, describeInstallation } from './installation.js';
import type { Installation } from './installation.js';
import type { StartTopology } from './topology.js';

const GROUPS = '/api/v1/groups';
const USERS = '/api/v1/users';

/** Groups: what they are, who is in them, and which is above which. */
export function describeGroups(startTopology: StartTopology): void {
  describeInstallation('Groups', startTopology, {}, (installation) => {
    specifyGroups(installation);
    specifyMembers(installation);
    specifyTree(installation);
    specifyLists(installation);
  });
  describeInstallation(
    'Groups, where names may be used twice',
    startTopology,
    { environment: { REEVE_ALLOW_DUPLICATE_GROUP_NAMES: 'true', DEFAULT_GROUP_SHARE_PERMISSION: 'false' } },
    (installation) => {
      it('are told apart by their ids alone, and shared as the operator says', async () => {
        const [one, other] = [await create(installation, 'Staff'), await create(installation, 'Staff')];
        expect(one.id).not.toBe(other.id);
        expect(at(one, 'data', 'config', 'share')).toBe(false);
      });
    },
  );
}

/** @returns the group. */
async function create(
  { admin }: Installation,
  name = `Group ${randomUUID()}`,
  details: JsonObject = {},
): Promise<JsonObject & { readonly id: string }> {
  const answer = await admin.post(`${GROUPS}/create`, { name, description: '', ...details });
  if (answer.status !== 200) throw new Error(`${String(answer.status)}: ${answer.text}`);
  return answer.object as JsonObject & { id: string };
}

const ids = (list: readonly JsonValue[]) => list.map((each) => (each as JsonObject)['id']);

function specifyGroups(installation: Installation): void {
  const { id: unknown } = { id: randomUUID() };

  it('are created, read, changed and deleted', async () => {
    const { admin, administrator } = installation;
    const group = await create(installation, '  Readers ', { description: 'Who reads' });
    expect(group).toEqual({
      id: group.id,
      user_id: administrator.id,
      parent_group_id: null,
      name: 'Readers',
      description: 'Who reads',
      data: { config: { share: 'members' } },
      meta: null,
      permissions: null,
      member_count: 0,
      created_at: expect.any(Number) as number,
      updated_at: expect.any(Number) as number,
    });
    const path = `${GROUPS}/id/${group.id}`;
    expect((await admin.get(path)).body).toEqual(group);
    const changes = {
      name: 'Writers',
      description: 'Who writes',
      permissions: { chat: { edit: true } },
      data: { config: { default_models: [' m1 '] } },
    };
    const changed = await admin.post(`${path}/update`, changes);
    expect(changed.object).toMatchObject({
      name: 'Writers',
      description: 'Who writes',
      permissions: { chat: { edit: true } },
      data: { config: { share: 'members', default_models: ['m1'] } },
    });
    // Null changes nothing.
    const nothing = { name: 'Writers', description: 'Who writes', permissions: null, data: null };
    expect((await admin.post(`${path}/update`, nothing)).body).toEqual(changed.body);
    const deleted = await admin.send('DELETE', `${path}/delete`);
    expect([deleted.status, deleted.body]).toEqual([200, true]);
    expect((await admin.get(path)).code).toBe('GROUPS-NOT-FOUND');
  });

  it('that are unknown are not found, but have no members', async () => {
    const { admin } = installation;
    const path = `${GROUPS}/id/${unknown}`;
    const named = { name: 'Nobody', description: '' };
    const answers = [
      await admin.get(path),
      await admin.get(`${path}/info`),
      await admin.get(`${path}/export`),
      await admin.get(`${path}/members`),
      await admin.get(`${path}/preview`),
      await admin.post(`${path}/update`, named),
      await admin.post(`${path}/users/add`, { user_ids: [] }),
      await admin.post(`${path}/users/remove`, {}),
      await admin.send('DELETE', `${path}/delete`),
    ];
    for (const { status, code } of answers) expect([status, code]).toEqual([404, 'GROUPS-NOT-FOUND']);
    expect((await admin.send('POST', `${path}/users`)).body).toEqual([]);
  });

  it.each<[JsonObject, string]>([
    [{ description: '' }, 'body.name missing'],
    [{ name: ' ', description: '' }, 'body.name string_too_short'],
    [{ name: 'A' }, 'body.description missing'],
    [
      { name: 'A', description: '', permissions: { chat: { fly: true } } },
      'body.permissions.chat.fly extra_forbidden',
    ],
    [
      { name: 'A', description: '', data: { config: { default_models: ['m', 'm'] } } },
      'body.data.config.default_models.1 value_error',
    ],
  ])('as %j are refused, and told why', async (body, issue) => {
    const refusal = await installation.admin.post(`${GROUPS}/create`, body);
    expect([refusal.status, refusal.issues]).toEqual([422, [issue]]);
  });

  it('have a name that no other has', async () => {
    const name = `Group ${randomUUID()}`;
    const first = await create(installation, name);
    const create2 = () => installation.admin.post(`${GROUPS}/create`, { name: ` ${name}`, description: '' });
    const refusal = await create2();
    expect([refusal.status, refusal.code]).toEqual([409, 'GROUPS-NAME-TAKEN']);
    await installation.admin.send('DELETE', `${GROUPS}/id/${first.id}/delete`);
    const together = await Promise.all(Array.from({ length: 8 }, create2));
    expect(together.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('are in the audit log with everything that happens to them', async () => {
    const { admin } = installation;
    const group = await create(installation);
    const person = await installation.person('user');
    const path = `${GROUPS}/id/${group.id}`;
    await admin.post(`${path}/users/add`, { user_ids: [person.id] });
    await admin.post(`${path}/users/remove`, { user_ids: [person.id] });
    await admin.post(`${path}/update`, { name: `Group ${randomUUID()}`, description: 'new' });
    await admin.send('DELETE', `${path}/delete`);
    const entries = await installation.audit({ entity_type: 'group', entity_id: group.id });
    expect(entries.map(({ action }) => action).toReversed()).toEqual([
      'group_name_reserved',
      'group_placed',
      'group_created',
      'group_members_added',
      'group_members_removed',
      'group_name_reserved',
      'group_updated',
      'group_name_released',
      'group_deleted',
      'group_name_released',
      'group_left_tree',
    ]);
    const updated = entries.find(({ action }) => action === 'group_updated');
    expect(at(updated, 'changes', 'description')).toEqual({ old: '', new: 'new' });
  });
}

function specifyMembers(installation: Installation): void {
  describe('take in people', () => {
    it('who exist, each once, and let them go', async () => {
      const { admin } = installation;
      const group = await create(installation);
      const person = await installation.person('user', 'Grace');
      const path = `${GROUPS}/id/${group.id}`;
      const user_ids = [person.id, person.id, randomUUID()];
      const added = await admin.post(`${path}/users/add`, { user_ids });
      expect(added.object['member_count']).toBe(1);
      expect((await admin.get(`${path}/export`)).object['user_ids']).toEqual([person.id]);
      const { object: shown } = await admin.get(`/api/v1/users/${person.id}/info`);
      expect(shown).toMatchObject({ name: 'Grace', groups: [{ id: group.id, name: group['name'] }] });
      expect((await admin.send('POST', `${path}/users`)).body).toEqual([shown]);
      const removed = await admin.post(`${path}/users/remove`, { user_ids });
      expect(removed.object['member_count']).toBe(0);
      expect((await admin.get(`${path}/export`)).object['user_ids']).toEqual([]);
    });

    it('who are listed with it, by it, and before or after others', async () => {
      const group = await create(installation);
      const [member, other] = [await installation.person('user'), await installation.person('user')];
      await installation.admin.post(`${GROUPS}/id/${group.id}/users/add`, { user_ids: [member.id] });
      const users = async (query: string) => {
        const { object } = await installation.admin.get(`/api/v1/users/?page_size=200&${query}`);
        return object['users'] as readonly JsonObject[];
      };
      expect(await users(`group_id=${group.id}`)).toMatchObject([
        { id: member.id, group_ids: [group.id], groups: [{ id: group.id, name: group['name'] }] },
      ]);
      const place = (listed: readonly JsonObject[], { id }: { readonly id: string }) =>
        listed.findIndex((user) => user['id'] === id);
      const first = await users(`order_by=group_id:${group.id}`);
      expect([place(first, member), place(first, other) > 0]).toEqual([0, true]);
      const last = await users(`order_by=group_id:${group.id}&direction=asc`);
      expect(place(last, member)).toBe(last.length - 1);
      const info = await other.client.get(`/api/v1/users/${member.id}/info`);
      expect(info.object['groups']).toEqual([{ id: group.id, name: group['name'] }]);
      const elsewhere = `order_by=group_id:${group.id}&group_id=${randomUUID()}`;
      expect((await installation.admin.get(`/api/v1/users/?${elsewhere}`)).status).toBe(422);
    });

    it('together with those of the groups below', async () => {
      const { admin } = installation;
      const top = await create(installation);
      const bottom = await create(installation, undefined, { parent_group_id: top.id });
      const [ada, bob] = [await installation.person('user', 'Ada'), await installation.person('user', 'Bob')];
      await admin.post(`${GROUPS}/id/${top.id}/users/add`, { user_ids: [bob.id] });
      await admin.post(`${GROUPS}/id/${bottom.id}/users/add`, { user_ids: [ada.id] });
      const members = await admin.get(`${GROUPS}/id/${top.id}/members`);
      expect(members.object).toMatchObject({
        items: [
          { id: ada.id, membership_type: 'inherited', via_group_ids: [bottom.id] },
          { id: bob.id, membership_type: 'direct', via_group_ids: [top.id] },
        ],
        total: 2,
        counts: { direct: 1, inherited: 1, effective: 2 },
      });
      const direct = await admin.get(`${GROUPS}/id/${top.id}/members?membership=direct&query=BO`);
      expect(direct.object).toMatchObject({ items: [{ id: bob.id }], total: 1 });
      const page = await admin.get(`${GROUPS}/id/${top.id}/members?page=0`);
      expect([page.status, page.issues]).toEqual([422, ['query.page greater_than_equal']]);
      expect((await admin.get(`${GROUPS}/id/${top.id}`)).object['member_count']).toBe(1);
    });
  });
}

function specifyTree(installation: Installation): void {
  describe('are a tree', () => {
    const move = (groupId: string, parent_group_id: string | null) =>
      installation.admin.post(`${GROUPS}/id/${groupId}/update`, {
        name: groupId,
        description: '',
        parent_group_id,
      });

    it('in which they move, but never below themselves', async () => {
      const top = await create(installation);
      const bottom = await create(installation, undefined, { parent_group_id: top.id });
      for (const parent of [top.id, bottom.id, '']) {
        const refusal = await move(top.id, parent);
        expect([refusal.status, refusal.code]).toEqual([400, 'GROUPS-PARENT-INVALID']);
      }
      const refusal = await move(top.id, randomUUID());
      expect([refusal.status, refusal.code]).toEqual([404, 'GROUPS-PARENT-NOT-FOUND']);
      expect((await move(bottom.id, null)).object['parent_group_id']).toBeNull();
      expect((await move(top.id, bottom.id)).object['parent_group_id']).toBe(bottom.id);
    });

    it('that two moves at the same time leave one', async () => {
      const [left, right] = [await create(installation), await create(installation)];
      for (let round = 0; round < 10; round++) {
        const answers = await Promise.all([move(left.id, right.id), move(right.id, left.id)]);
        expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400]);
        await move(left.id, null);
        await move(right.id, null);
      }
    });

    it('from which those below a deleted group move up', async () => {
      const { admin } = installation;
      const top = await create(installation);
      const middle = await create(installation, undefined, { parent_group_id: top.id });
      const bottom = await create(installation, undefined, { parent_group_id: middle.id });
      await admin.send('DELETE', `${GROUPS}/id/${middle.id}/delete`);
      expect((await admin.get(`${GROUPS}/id/${bottom.id}`)).object['parent_group_id']).toBe(top.id);
    });
  });
}

function specifyLists(installation: Installation): void {
  describe('are listed', () => {
    it('all for an administrator, for others those above their own', async () => {
      const { admin } = installation;
      const top = await create(installation);
      const bottom = await create(installation, undefined, { parent_group_id: top.id });
      const other = await create(installation);
      const closed = await create(installation, undefined, { data: { config: { share: false } } });
      const person = await installation.person('user');
      for (const { id } of [bottom, closed]) {
        await admin.post(`${GROUPS}/id/${id}/users/add`, { user_ids: [person.id] });
      }
      const all = ids((await admin.get(`${GROUPS}/`)).list);
      expect(all).toEqual(expect.arrayContaining([top.id, bottom.id, other.id, closed.id]));

      const listed = async (path: string) => ids((await person.client.get(path)).list).toSorted();
      expect(await listed(`${GROUPS}/`)).toEqual([top.id, bottom.id, closed.id].toSorted());
      expect(await listed(`${GROUPS}/?share=true`)).toEqual([top.id, bottom.id].toSorted());
      expect(await listed(`${GROUPS}/?share=false`)).toEqual([closed.id]);
      expect(await listed(`${USERS}/groups`)).toEqual([bottom.id, closed.id].toSorted());
      const ofPerson = await admin.get(`${USERS}/${person.id}/groups?include_inherited=true`);
      const membership = ofPerson.list.map((each) => [at(each, 'id'), at(each, 'membership_type')]);
      expect(membership).toEqual(
        expect.arrayContaining([
          [top.id, 'inherited'],
          [bottom.id, 'direct'],
        ]),
      );
      expect((await admin.get(`${USERS}/${randomUUID()}/groups`)).body).toEqual([]);
      const info = await person.client.get(`${GROUPS}/id/${other.id}/info`);
      expect(Object.keys(info.object)).not.toEqual(expect.arrayContaining(['permissions']));
      expect(info.object['name']).toBe(other['name']);
    });

    it('as they were after a restart', async () => {
      const before = await installation.admin.get(`${GROUPS}/`);
      await installation.running.restart();
      expect((await installation.admin.get(`${GROUPS}/`)).body).toEqual(before.body);
    });
  });
}
