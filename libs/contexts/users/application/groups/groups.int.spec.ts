import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asAdministrator, newcomer, newGroup } from '../../testing/administrator.js';
import { crashingAt, ProcessCrashed } from '../../testing/crashing-event-store.js';
import { UsersInstallation } from '../../testing/users-installation.js';
import type { UsersProcess } from '../../testing/users-installation.js';

let installation: UsersInstallation;
let process: UsersProcess;
beforeEach(async () => {
  installation = await UsersInstallation.open();
  process = installation.startProcess();
});
afterEach(() => installation.close());

const create = (name: string, by: UsersProcess = process, call = asAdministrator()) =>
  by.groups.createGroup.execute(
    { name, description: '', permissions: null, data: null, parentGroupId: null },
    call,
  );
const update = (groupId: string, changes: object) =>
  process.groups.updateGroup.execute(
    { groupId, name: 'Staff', description: '', permissions: null, data: null, ...changes },
    asAdministrator(),
  );
const remove = (groupId: string) => process.groups.deleteGroup.execute({ groupId }, asAdministrator());
const add = (groupId: string, userIds: readonly string[], by: UsersProcess = process) =>
  by.groups.changeMembers.add({ groupId, userIds }, asAdministrator());
const leave = (groupId: string, userIds: readonly string[]) =>
  process.groups.changeMembers.remove({ groupId, userIds }, asAdministrator());
const one = (groupId: string) => process.groups.queries.one(groupId);

describe('A group', () => {
  it('is answered as it is read from then on', async () => {
    const { group, visible } = await create('  Staff ');
    expect(visible).toBe(true);
    expect(group).toMatchObject({
      user_id: 'the administrator',
      parent_group_id: null,
      name: 'Staff',
      description: '',
      data: { config: { share: 'members' } },
      meta: null,
      permissions: null,
      member_count: 0,
    });
    expect(await one(group.id)).toEqual(group);
  });

  it('is made once by a command that comes again', async () => {
    const call = asAdministrator();
    const [first, again] = [await create('Staff', process, call), await create('Staff', process, call)];
    expect(again.group.id).toBe(first.group.id);
    expect(await installation.historyOf('users.group.created.v1')).toHaveLength(1);
  });

  it('has a name that no other group has, however many ask at once', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => create('Staff')));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'GROUPS-NAME-TAKEN' });
    }
  });

  it('gives its name back when it takes another one, or is deleted', async () => {
    const { group } = await create('Staff');
    await update(group.id, { name: 'Crew' });
    const other = await create('Staff');
    await expect(create('Crew')).rejects.toMatchObject({ code: 'GROUPS-NAME-TAKEN' });
    await expect(update(group.id, { name: 'Staff' })).rejects.toMatchObject({ code: 'GROUPS-NAME-TAKEN' });
    await remove(other.group.id);
    expect((await update(group.id, { name: 'Staff' })).group.name).toBe('Staff');
  });

  it('may have the name of another where the operator lets it', async () => {
    const lenient = installation.startProcess({ groupsPolicy: { allowDuplicateNames: true } });
    await create('Staff', lenient);
    await create('Staff', lenient);
    expect(await installation.historyOf('users.group.created.v1')).toHaveLength(2);
    // Made while it was allowed, they have no reservation, and yet nobody else may have the name.
    await expect(create('Staff')).rejects.toMatchObject({ code: 'GROUPS-NAME-TAKEN' });
  });

  it('that nothing is said of anew has no event', async () => {
    const { group } = await create('Staff');
    const before = await installation.history();
    await update(group.id, { parentGroupId: null });
    await add(group.id, []);
    expect(await installation.history()).toHaveLength(before.length);
  });

  it('that is unknown is not found', async () => {
    const groupId = randomUUID();
    const refused = { code: 'GROUPS-NOT-FOUND', status: 404 };
    await expect(one(groupId)).rejects.toMatchObject(refused);
    await expect(update(groupId, {})).rejects.toMatchObject(refused);
    await expect(remove(groupId)).rejects.toMatchObject(refused);
    await expect(add(groupId, [])).rejects.toMatchObject(refused);
    await expect(leave(groupId, [])).rejects.toMatchObject(refused);
    await expect(process.groups.queries.preview(groupId)).rejects.toMatchObject(refused);
    expect(await process.groups.members.users({ groupId, after: null })).toEqual({ items: [], next: null });
  });

  it('that is deleted is gone, and what was below it is below its parent', async () => {
    const top = await newGroup(process);
    const middle = await newGroup(process, { parent: top });
    const bottom = await newGroup(process, { parent: middle });
    await remove(middle);
    await expect(one(middle)).rejects.toMatchObject({ code: 'GROUPS-NOT-FOUND' });
    expect((await one(bottom)).parent_group_id).toBe(top);
    await expect(remove(middle)).rejects.toMatchObject({ code: 'GROUPS-NOT-FOUND' });
    const all = await process.groups.queries.part(null);
    expect(new Set(all.items.map(({ id }) => id))).toEqual(new Set([top, bottom]));
  });

  it.each([0, 1])(
    'leaves the tree and its name when its deletion was interrupted after append %i',
    async (nth) => {
      const top = await newGroup(process, { name: 'Top' });
      const bottom = await newGroup(process, { parent: top });
      const crashing = installation.startProcess({ through: crashingAt(nth, 'after') });
      await expect(crashing.groups.deleteGroup.execute({ groupId: top }, asAdministrator())).rejects.toThrow(
        ProcessCrashed,
      );
      expect(await installation.historyOf('users.group-tree.left.v1')).toHaveLength(0);

      const next = installation.startProcess();
      await installation.shown();
      const { unfinishedProcesses } = next.users.accounts;
      expect(await unfinishedProcesses.finishAll()).toBe(0);
      expect(await installation.historyOf('users.group-tree.left.v1')).toHaveLength(1);
      expect((await next.groups.queries.one(bottom)).parent_group_id).toBeNull();
      await installation.shown();
      expect(await unfinishedProcesses.finishAll()).toBe(0);
      expect(await installation.historyOf('users.group-tree.left.v1')).toHaveLength(1);
      expect(await installation.historyOf('users.group-name.released.v1')).toHaveLength(1);
      expect((await create('Top', next)).group.name).toBe('Top');
    },
  );
});

describe('Members', () => {
  it('are people who exist, each once', async () => {
    const groupId = await newGroup(process);
    const ada = await newcomer(process);
    const { group } = await add(groupId, [ada, randomUUID(), ada, '']);
    expect(group.member_count).toBe(1);
    expect((await add(groupId, [ada])).group.member_count).toBe(1);
    expect(await installation.historyOf('users.group.members-added.v1')).toHaveLength(1);
    expect(await process.groups.members.userIds({ groupId, after: null })).toEqual({
      items: [ada],
      next: null,
    });
    expect((await leave(groupId, [ada, randomUUID()])).group.member_count).toBe(0);
    expect((await leave(groupId, [ada])).group.member_count).toBe(0);
    expect(await installation.historyOf('users.group.members-removed.v1')).toHaveLength(1);
  });

  it('are counted right when many are added at once, the same ones by several processes', async () => {
    const other = installation.startProcess();
    const groupId = await newGroup(process);
    const people = await Promise.all(Array.from({ length: 6 }, () => newcomer(process)));
    await Promise.all(
      people.flatMap((person, index) => [
        add(groupId, [person], process),
        add(groupId, [person, people[(index + 1) % people.length] ?? ''], other),
      ]),
    );
    expect((await one(groupId)).member_count).toBe(people.length);
    const added = await installation.historyOf('users.group.members-added.v1');
    expect(added.flatMap(({ data }) => data.userIds).toSorted()).toEqual(people.toSorted());
  });

  it('are at most 10,000 at a time', async () => {
    const groupId = await newGroup(process);
    const many = Array.from({ length: 10_001 }, (_, index) => String(index));
    await expect(add(groupId, many)).rejects.toMatchObject({ code: 'REQUEST-INVALID', status: 422 });
  });

  it('of a group are those below it too, by name', async () => {
    const top = await newGroup(process);
    const bottom = await newGroup(process, { parent: top });
    const [bob, ada, cyd] = [
      await newcomer(process, 'Bob'),
      await newcomer(process, 'Ada'),
      await newcomer(process, 'Cyd'),
    ];
    await add(top, [bob, cyd]);
    await add(bottom, [ada, cyd]);
    const page = (membership: 'direct' | 'inherited' | 'effective', query = '', number = 1) =>
      process.groups.members.page({ groupId: top, membership, query, page: number });
    const { items, total, counts } = await page('effective');
    expect([total, counts]).toEqual([3, { direct: 2, inherited: 1, effective: 3 }]);
    expect(
      items.map(({ name, membership_type, via_group_ids }) => [name, membership_type, via_group_ids]),
    ).toEqual([
      ['Ada', 'inherited', [bottom]],
      ['Bob', 'direct', [top]],
      ['Cyd', 'direct', [top, bottom]],
    ]);
    expect((await page('direct')).items.map(({ name }) => name)).toEqual(['Bob', 'Cyd']);
    expect((await page('inherited')).items.map(({ name }) => name)).toEqual(['Ada']);
    expect(await page('effective', 'BO')).toMatchObject({ items: [{ id: bob }], total: 1 });
    expect(await page('effective', '', 2)).toMatchObject({ items: [], total: 3 });
    const { records, activity } = process.users.accounts;
    await activity.record(bob);
    const shown = { ...(await records.info(bob)), membership_type: 'direct', via_group_ids: [top] };
    expect((await page('direct', 'bob')).items).toEqual([shown]);
  });

  it('of somebody’s groups and those above', async () => {
    const top = await newGroup(process);
    const bottom = await newGroup(process, { parent: top });
    const ada = await newcomer(process);
    await add(bottom, [ada]);
    const { queries } = process.groups;
    expect((await queries.ofUser(ada, false)).map(({ id }) => id)).toEqual([bottom]);
    const all = await queries.ofUser(ada, true);
    expect(new Map(all.map(({ id, membership_type }) => [id, membership_type]))).toEqual(
      new Map([
        [bottom, 'direct'],
        [top, 'inherited'],
      ]),
    );
    await process.groups.changeMembers.removeFromAll(ada, asAdministrator());
    expect(await queries.ofUser(ada, true)).toEqual([]);
  });

  it('are shown with whoever is in them by themselves, and are gone when they are deleted', async () => {
    const [ada, bob] = [await newcomer(process), await newcomer(process)];
    const staff = await newGroup(process, { name: 'Staff' });
    const crew = await newGroup(process, { name: 'Crew', parent: staff });
    await add(staff, [ada]);
    await add(crew, [ada, bob]);
    const { records, listUsers } = process.users.accounts;
    const [staffName, crewName] = [
      { id: staff, name: 'Staff' },
      { id: crew, name: 'Crew' },
    ];
    expect((await records.record(ada)).groups).toEqual([staffName, crewName]);
    expect((await records.info(bob)).groups).toEqual([crewName]);
    const page = { order: 'created_at', direction: 'asc', limit: 10, offset: 0 } as const;
    const shown = async () =>
      new Map((await listUsers.execute(page)).users.map(({ id, groups }) => [id, groups]));
    expect(await shown()).toEqual(
      new Map([
        [ada, [staffName, crewName]],
        [bob, [crewName]],
      ]),
    );
    await remove(crew);
    expect((await shown()).get(bob)).toEqual([]);
  });
});

describe('A preview of somebody', () => {
  it('has what comes to them from their groups, from all above these and from the defaults', async () => {
    const top = await newGroup(process, {
      name: 'Top',
      permissions: { features: { api_keys: true } },
      data: { config: { default_models: ['top'] } },
    });
    const bottom = await newGroup(process, { name: 'Bottom', parent: top });
    const ada = await newcomer(process);
    await add(bottom, [ada]);
    const { effective_permissions, groups, ...rest } = await process.groups.userPreviews.of(ada);
    const { name } = await process.users.accounts.records.record(ada);
    expect(rest).toEqual({
      user: { id: ada, name },
      default_models: { effective: ['top'], source_group_id: top },
    });
    expect(groups.toSorted((left, right) => (left.name < right.name ? -1 : 1))).toEqual([
      { id: bottom, name: 'Bottom', membership_type: 'direct' },
      { id: top, name: 'Top', membership_type: 'inherited' },
    ]);
    expect(effective_permissions['features']).toMatchObject({ api_keys: true, notes: true });
    expect(effective_permissions).toEqual(await process.groups.userPermissions.effective(ada));
  });

  it('of nobody is not found', async () => {
    await expect(process.groups.userPreviews.of(randomUUID())).rejects.toMatchObject({
      code: 'USERS-NOT-FOUND',
      status: 404,
    });
  });
});

describe('Default models', () => {
  const withModels = (...default_models: string[]) => ({ config: { default_models } });

  it('are those of the deepest group, then of the older', async () => {
    const top = await newGroup(process, { data: withModels('top') });
    const bottom = await newGroup(process, { parent: top, data: withModels('bottom') });
    const silent = await newGroup(process, { parent: bottom });
    const ada = await newcomer(process);
    const { queries } = process.groups;
    const modelsOfAda = () => queries.defaultModelsOfUser(ada);
    expect(await modelsOfAda()).toEqual({ effective: [], source_group_id: null });
    await add(top, [ada]);
    expect(await modelsOfAda()).toEqual({ effective: ['top'], source_group_id: top });
    await add(silent, [ada]);
    expect(await modelsOfAda()).toEqual({ effective: ['bottom'], source_group_id: bottom });
    expect((await queries.preview(silent)).default_models).toEqual({
      local: [],
      effective: ['bottom'],
      source_group_id: bottom,
    });
  });
});
