import { USER_ORDERS } from '@reeve/contracts';
import type { Principal, Role, UserInfo, UserOrder, UsersQuery, UserSummary } from '@reeve/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { USERS_ACTIVITY } from '@reeve/users/projections';
import { asAdministrator, newGroup } from '../testing/administrator.js';
import { account, call, signedIn, UsersInstallation } from '../testing/users-installation.js';
import type { UsersProcess } from '../testing/users-installation.js';
import { GroupDocuments } from './groups/group-documents.js';
import { ListUsers } from './list-users.js';
import { summaryOf } from './user-views.js';

let installation: UsersInstallation;
let users: UsersProcess['users'];
let admin: Principal;
let process: UsersProcess;
/** Every other one is in it. */
let groupId: string;

const NAMES = ['Élodie', 'ÅSA', 'ada', '100%', 'under_score', 'back\\slash', '👩‍🚀 Valentina', "O'Neil", 'Ada'];
const everybody: UserSummary[] = [];

beforeAll(async () => {
  installation = await UsersInstallation.open();
  process = installation.startProcess();
  ({ users } = process);
  const { user } = await users.signUp.execute(account('Root'), call());
  admin = signedIn(user.id, 'admin');
  for (const [index, name] of NAMES.entries()) {
    const role: Role = (['user', 'pending', 'admin'] as const)[index % 3] ?? 'user';
    const added = await users.addUser.execute(
      { ...account(`P${String(index)}`), name, role },
      call({ principal: admin }),
    );
    if (index % 4 === 0) await users.accounts.standings.disable(added.user.id, call({ principal: admin }));
  }
  await users.accounts.activity.record(String(admin.id));
  const { users: seen } = await users.accounts.listUsers.execute({ ...ALL, limit: 100 });
  groupId = await newGroup(process);
  const userIds = seen.filter((_, index) => index % 2 === 0).map(({ id }) => id);
  await process.groups.changeMembers.add({ groupId, userIds }, asAdministrator());
  everybody.push(...(await users.accounts.listUsers.execute({ ...ALL, limit: 100 })).users.map(summaryOf));
});
afterAll(() => installation.close());

const ALL: UsersQuery = { order: 'created_at', direction: 'desc', limit: 30, offset: 0 };

const list = async (query: Partial<UsersQuery>) => {
  const page = await users.accounts.listUsers.execute({ ...ALL, ...query });
  return { ...page, users: page.users.map(summaryOf) };
};

const isMember = ({ groups }: UserInfo) => groups.some(({ id }) => id === groupId);

function expectOrder(shown: readonly UserSummary[], order: UserOrder, direction: string): void {
  const keys = shown.map((user) => [user[order], user.id] as const);
  const sorted = keys.toSorted(compareKeys);
  expect(keys).toEqual(direction === 'asc' ? sorted : sorted.toReversed());
}

function expectMembersFirst(shown: readonly UserInfo[], direction: string): void {
  const keys = shown.map(
    (user) => [isMember(user) === (direction === 'desc') ? 0 : 1, user.name, user.id] as const,
  );
  const sorted = keys.toSorted(
    (left, right) => left[0] - right[0] || compareKeys([left[1], left[2]], [right[1], right[2]]),
  );
  expect(keys).toEqual(sorted);
}

describe('A list of users', () => {
  it('is found by any part of name or e-mail, every character as it is, whatever its case', async () => {
    for (const [search, expected] of [
      ['élo', ['Élodie']],
      ['åsa', ['ÅSA']],
      ['%', ['100%']],
      ['_', ['under_score']],
      ['\\', ['back\\slash']],
      ['🚀', ['👩‍🚀 Valentina']],
      ["'n", ["O'Neil"]],
      ['ADA', ['Ada', 'ada']],
      ['P3@EXAMPLE', ['100%']],
      ['nobody', []],
    ] as const) {
      const page = await list({ search, order: 'name', direction: 'asc' });
      expect(page.users.map(({ name }) => name)).toEqual(expected);
      expect(page.total).toBe(expected.length);
    }
  });

  it('shows when each was last at work, however they are found', async () => {
    const member = everybody.find((user) => isMember(user) && user.id !== admin.id);
    if (member === undefined) throw new Error('Nobody is in the group');
    const seenAt = (lastActiveAt: number) =>
      installation.documentStore.write([
        { kind: 'put', collection: USERS_ACTIVITY.name, id: member.id, document: { lastActiveAt } },
      ]);
    await seenAt(1000);
    onTestFinished(async () => {
      await seenAt(member.last_active_at);
    });
    const oldest = { order: 'last_active_at', direction: 'asc' } as const;
    for (const query of [
      { order: 'name' },
      { search: member.name },
      { groupId },
      oldest,
      { ...oldest, role: member.role },
      { ...oldest, groupId },
      { order: `group_id:${groupId}` },
    ] as const satisfies readonly Partial<UsersQuery>[]) {
      const { users: shown } = await list(query);
      expect(shown.find(({ id }) => id === member.id)?.last_active_at, JSON.stringify(query)).toBe(1000);
      for (const user of shown)
        if (user.id !== member.id) expect(user.last_active_at).toBeGreaterThanOrEqual(user.created_at);
    }
  });

  it('has counts of everybody, by role and by status', async () => {
    const having = (condition: (user: UserSummary) => boolean) => everybody.filter(condition).length;
    expect(await users.accounts.listUsers.counts()).toEqual({
      by_role: {
        pending: having(({ role }) => role === 'pending'),
        user: having(({ role }) => role === 'user'),
        admin: having(({ role }) => role === 'admin'),
      },
      by_status: {
        active: having(({ standing }) => standing === 'active'),
        disabled: having(({ standing }) => standing === 'disabled'),
      },
    });
  });

  it('counts what matches, before paging and past the end', async () => {
    expect((await list({})).total).toBe(10);
    expect(await list({ offset: 500 })).toEqual({ users: [], total: 10, next: null });
    expect((await list({ role: 'user' })).total).toBe(everybody.filter(({ role }) => role === 'user').length);
    expect((await list({ standing: 'disabled' })).total).toBe(3);
    expect((await list({ createdFrom: 4_000_000_000 })).total).toBe(0);
    expect((await list({ groupId })).total).toBe(5);
    expect((await list({ groupId, standing: 'disabled' })).total).toBe(
      everybody.filter((user) => user.standing === 'disabled' && isMember(user)).length,
    );
    for (const unknown of ['nothing', await newGroup(process)]) {
      expect(await list({ groupId: unknown })).toEqual({ users: [], total: 0, next: null });
    }
  });

  it.each([
    ['few are put in order', 1000],
    ['all are gone through', 0],
  ])('is in one order however it is paged, by pages and by places, where %s', async (_how, few) => {
    const { documentStore } = installation;
    const lists = new ListUsers(
      documentStore,
      users.accounts.activity,
      new GroupDocuments(documentStore),
      few,
    );
    const list = async (query: Partial<UsersQuery>) => await lists.execute({ ...ALL, ...query });
    const query = fc.record(
      {
        order: fc.constantFrom<UsersQuery['order']>(...USER_ORDERS, `group_id:${groupId}`),
        groupId: fc.constant(groupId),
        direction: fc.constantFrom('asc' as const, 'desc' as const),
        role: fc.constantFrom('user' as const, 'pending' as const, 'admin' as const),
        standing: fc.constantFrom('active' as const, 'disabled' as const),
        search: fc.constantFrom('', 'a', 'example', '0'),
        createdFrom: fc.constantFrom(0, 4_000_000_000),
        createdTo: fc.constantFrom(1, 4_000_000_000),
      },
      { requiredKeys: ['order', 'direction'] },
    );
    await fc.assert(
      fc.asyncProperty(query, fc.integer({ min: 1, max: 4 }), async (asked, limit) => {
        const whole = await list({ ...asked, limit: 100 });
        expect(whole.total).toBe(whole.users.length);
        const { createdFrom = 0, createdTo = Infinity } = asked;
        if (createdFrom > 0 || createdTo === 1) expect(whole.total).toBe(0);
        const shown = whole.users.map(summaryOf);
        expect(shown.every((user) => asked.groupId === undefined || isMember(user))).toBe(true);
        const [order] = USER_ORDERS.filter((each) => each === asked.order);
        if (order === undefined) expectMembersFirst(shown, asked.direction);
        else expectOrder(shown, order, asked.direction);

        const byPage: string[] = [];
        for (let offset = 0; offset < 12; offset += limit) {
          byPage.push(...(await list({ ...asked, limit, offset })).users.map(({ id }) => id));
        }
        const byPlace: string[] = [];
        for (let page = await list({ ...asked, limit }); ;) {
          byPlace.push(...page.users.map(({ id }) => id));
          if (page.next === null) break;
          page = await list({ ...asked, limit, after: page.next });
        }
        const ids = whole.users.map(({ id }) => id);
        expect(byPage).toEqual(ids);
        expect(byPlace).toEqual(ids);
      }),
      { numRuns: 150 },
    );
  });

  it('shows who is at work', async () => {
    const root = await users.accounts.records.info(String(admin.id));
    expect(root.is_active).toBe(true);
    expect(await users.accounts.records.isActive('nobody')).toEqual({ active: false });
  });

  it('counts who is at work, for three minutes each', async () => {
    const { activity } = users.accounts;
    expect(await activity.activeCount()).toBe((await list({ limit: 1 })).total);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 180_000 });
    try {
      expect(await activity.activeCount()).toBe(0);
      await activity.record(admin.id ?? '');
      expect(await activity.activeCount()).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it('shows nobody of a group that was deleted, and members by what they are called by now', async () => {
    const gone = await newGroup(process);
    const [first] = everybody;
    const userIds = [first?.id ?? ''];
    await process.groups.changeMembers.add({ groupId: gone, userIds }, asAdministrator());
    expect((await list({ groupId: gone, search: first?.name ?? '' })).total).toBe(1);
    const renamed = (name: string) =>
      users.accounts.updateUser.execute(first?.id ?? '', { name }, call({ principal: admin }));
    await renamed('Zoë');
    expect((await list({ groupId: gone, search: 'zoë' })).users).toHaveLength(1);
    await renamed(first?.name ?? '');
    await process.groups.deleteGroup.execute({ groupId: gone }, asAdministrator());
    expect(await list({ groupId: gone })).toEqual({ users: [], total: 0, next: null });
    const { users: all } = await list({ order: `group_id:${gone}`, limit: 100 });
    expect(all.map(({ name }) => name)).toEqual(all.map(({ name }) => name).toSorted());
  });

  it('does not show who was deleted', async () => {
    const added = await users.addUser.execute(
      { ...account('Gone'), role: 'user' },
      call({ principal: admin }),
    );
    await users.accounts.deleteUser.execute(added.user.id, false, call({ principal: admin }));
    for (const order of USER_ORDERS) {
      const page = await list({ order, limit: 100 });
      expect(page.users.map(({ id }) => id)).not.toContain(added.user.id);
      expect(page.total).toBe(10);
    }
    expect((await list({ search: 'gone@' })).total).toBe(0);
  });
});

type Key = readonly [value: unknown, id: string];

function compareKeys([value, id]: Key, [otherValue, otherId]: Key): number {
  if (value !== otherValue) return (value as string) < (otherValue as string) ? -1 : 1;
  return id < otherId ? -1 : 1;
}
