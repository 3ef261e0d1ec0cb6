import { DELETION_STEPS, userSubject } from '@reeve/contracts';
import type { Principal, Role } from '@reeve/contracts';
import { API_KEYS, SESSIONS, USERS, USERS_PROCESSES } from '@reeve/users/projections';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newGroup } from '../testing/administrator.js';
import { crashingAt, ProcessCrashed } from '../testing/crashing-event-store.js';
import { meeting } from '../testing/meeting-event-store.js';
import { account, add, call, signedIn, UsersInstallation } from '../testing/users-installation.js';
import type { UsersProcess } from '../testing/users-installation.js';

let installation: UsersInstallation;
let process: UsersProcess;
let users: UsersProcess['users'];
let admin: Principal;
let groupId: string;
beforeEach(async () => {
  installation = await UsersInstallation.open();
  process = installation.startProcess();
  ({ users } = process);
  const { user } = await users.signUp.execute(account('Ada'), call());
  admin = signedIn(user.id, 'admin');
  groupId = await newGroup(process, { name: 'Staff' });
});
afterEach(() => installation.close());

const person = (name: string, role: Role = 'user') => add({ users }, admin, name, role);
const byAdmin = () => call({ principal: admin });
const join = (userId: string, { groups }: UsersProcess = process) =>
  groups.changeMembers.add({ groupId, userIds: [userId] }, byAdmin());
const UNNAMED = { name: null, expiresAt: null, allowedPaths: null };

/** Somebody who has everything that a deletion takes away. */
async function personWithAll(name: string) {
  const made = await person(name, 'admin');
  await users.apiKeys.create(UNNAMED, call({ principal: made.principal }));
  await join(made.id);
  return made;
}
const { email, password } = account('Bob');

describe('A disabled account', () => {
  it('cannot be signed in to, and its sessions have ended, for good', async () => {
    const bob = await person('Bob');
    const session = { userId: bob.id, sessionId: bob.sessionId };
    await users.accounts.standings.disable(bob.id, byAdmin());
    await expect(users.resolvePrincipal.execute({ ...session, sessionStamp: null })).rejects.toMatchObject({
      status: 401,
    });
    await expect(users.signIn.execute({ email, password }, call())).rejects.toMatchObject({
      code: 'USERS-ACCOUNT-DISABLED',
      status: 403,
    });
    await expect(users.signIn.execute({ email, password: 'guess' }, call())).rejects.toMatchObject({
      code: 'USERS-CREDENTIALS-INVALID',
    });
    await users.accounts.standings.enable(bob.id, byAdmin());
    await expect(users.resolvePrincipal.execute({ ...session, sessionStamp: null })).rejects.toMatchObject({
      status: 401,
    });
    expect((await users.signIn.execute({ email, password }, call())).user.id).toBe(bob.id);
    const [ended] = await installation.historyOf('users.session.ended.v1');
    expect(ended?.data).toEqual({ ...session, reason: 'disabled' });
  });

  it('keeps what it had', async () => {
    const bob = await person('Bob');
    await users.accounts.standings.disable(bob.id, byAdmin());
    expect(await users.accounts.records.record(bob.id)).toMatchObject({ name: 'Bob', standing: 'disabled' });
    await expect(person('Bob')).rejects.toMatchObject({ code: 'USERS-EMAIL-TAKEN' });
  });
});

/** Nothing but the tombstone, and the log. */
async function expectNothingLeft(userId: string, sessionId: string): Promise<void> {
  const { documentStore } = installation;
  expect(await documentStore.collection(USERS).get(userId)).toEqual({
    deletedAt: expect.any(Number) as number,
  });
  expect(await documentStore.collection(SESSIONS).get(sessionId)).toMatchObject({
    endedAt: expect.any(Number) as number,
  });
  expect(await documentStore.collection(USERS_PROCESSES).find({ where: { open: true }, limit: 9 })).toEqual(
    [],
  );
  expect(
    await documentStore.collection(API_KEYS).find({
      where: { userId, deletedAt: null },
      sort: [{ field: 'createdAt', direction: 'desc' }],
      limit: 9,
    }),
  ).toEqual([]);
  expect((await process.groups.queries.one(groupId)).member_count).toBe(0);
  expect(await process.groups.members.userIds({ groupId, after: null })).toEqual({ items: [], next: null });
  expect(await process.groups.queries.ofUser(userId, true)).toEqual([]);
  expect(installation.endedSubscriptions).toContain(userId);
  await expect(users.accounts.records.record(userId)).rejects.toMatchObject({ status: 404 });
  await expect(users.signIn.execute({ email, password }, call())).rejects.toMatchObject({
    code: 'USERS-CREDENTIALS-INVALID',
  });
  const again = await person('Bob');
  expect(again.id).not.toBe(userId);
}

describe('An account that is enabled again', () => {
  it('has no session from before, one that another server started included', async () => {
    const bob = await person('Bob');
    const elsewhere = { userId: bob.id, sessionId: null, sessionStamp: null };
    expect((await users.resolvePrincipal.execute(elsewhere)).id).toBe(bob.id);
    await users.accounts.standings.disable(bob.id, byAdmin());
    await expect(users.resolvePrincipal.execute(elsewhere)).rejects.toMatchObject({ status: 401 });
    await users.accounts.standings.enable(bob.id, byAdmin());
    await expect(users.resolvePrincipal.execute(elsewhere)).rejects.toMatchObject({ status: 401 });
  });
});

describe('Deleting an account', () => {
  it('takes away what it had, in order, and gives back its e-mail', async () => {
    const bob = await personWithAll('Bob');
    const before = (await installation.history()).length;
    await users.accounts.deleteUser.execute(bob.id, false, byAdmin());
    expect((await installation.history()).slice(before).map(({ type }) => type)).toEqual([
      'users.user.deleted.v1',
      'users.session.ended.v1',
      'users.user.deletion-step-done.v1',
      'users.api-key.deleted.v1',
      'users.user.deletion-step-done.v1',
      // They had no second factor.
      'users.user.deletion-step-done.v1',
      'users.group.members-removed.v1',
      'users.user.deletion-step-done.v1',
      // Its event is the billing context's.
      'users.user.deletion-step-done.v1',
      'users.email.released.v1',
      'users.user.deletion-step-done.v1',
      'users.user.deletion-completed.v1',
    ]);
    await expectNothingLeft(bob.id, bob.sessionId);
    await expect(users.accounts.deleteUser.execute(bob.id, false, byAdmin())).rejects.toMatchObject({
      code: 'USERS-NOT-FOUND',
    });
  });

  it('keeps the person readable in the log unless they are erased, which can be asked for later', async () => {
    const bob = await person('Bob');
    const { sealing } = installation;
    const name = (await installation.historyOf('users.user.registered.v1')).at(-1)?.data.name ?? '';
    await users.accounts.deleteUser.execute(bob.id, false, byAdmin());
    expect(await sealing.unseal('users.name', name)).toBe('Bob');
    await users.accounts.deleteUser.execute(bob.id, true, byAdmin());
    expect(await sealing.unseal('users.name', name)).toBeUndefined();
    await expect(sealing.seal(userSubject(bob.id), 'users.name', 'Bob')).rejects.toThrow();
    expect(
      (await installation.historyOf('users.user.deletion-completed.v1')).map(({ data }) => data.erased),
    ).toEqual([false, true]);
    await expect(users.accounts.deleteUser.execute(bob.id, true, byAdmin())).rejects.toMatchObject({
      status: 404,
    });
  });

  it('goes on once the billing context is there again', async () => {
    const bob = await personWithAll('Bob');
    installation.isBillingAway = true;
    await expect(users.accounts.deleteUser.execute(bob.id, true, byAdmin())).rejects.toMatchObject({
      status: 503,
    });
    await expect(users.accounts.records.record(bob.id)).rejects.toMatchObject({ status: 404 });
    await installation.shown();
    await expect(users.accounts.unfinishedProcesses.finishAll()).resolves.toBe(1);
    installation.isBillingAway = false;
    await expect(users.accounts.unfinishedProcesses.finishAll()).resolves.toBe(0);
    await installation.shown();
    await expectNothingLeft(bob.id, bob.sessionId);
  });

  it('goes for others, and never for the primary administrator or oneself', async () => {
    const bob = await person('Bob', 'admin');
    const asBob = call({ principal: bob.principal });
    for (const [id, code, who] of [
      [bob.id, 'USERS-OWN-DELETION', asBob],
      [String(admin.id), 'USERS-PRIMARY-ADMINISTRATOR-PROTECTED', asBob],
      [String(admin.id), 'USERS-PRIMARY-ADMINISTRATOR-STAYS', byAdmin()],
    ] as const) {
      await expect(users.accounts.deleteUser.execute(id, false, who)).rejects.toMatchObject({
        code,
        status: 403,
      });
    }
  });

  const appends = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
  it.each(appends.flatMap((nth) => (['before', 'after'] as const).map((moment) => [moment, nth] as const)))(
    'is finished by another process, if its own crashes %s append %i',
    async (moment, nth) => {
      const bob = await personWithAll('Bob');
      const crashing = installation.startProcess({ through: crashingAt(nth, moment) });
      await expect(crashing.users.accounts.deleteUser.execute(bob.id, true, byAdmin())).rejects.toThrow(
        ProcessCrashed,
      );
      await crashing.stop();

      if (moment === 'before' && nth === 0) {
        expect((await users.accounts.records.record(bob.id)).name).toBe('Bob');
        return;
      }
      const next = installation.startProcess();
      await installation.shown();
      expect(await next.users.accounts.unfinishedProcesses.finishAll()).toBe(0);
      await installation.shown();
      await expectNothingLeft(bob.id, bob.sessionId);
      const name = (await installation.historyOf('users.user.registered.v1'))[1]?.data.name ?? '';
      expect(await installation.sealing.unseal('users.name', name)).toBeUndefined();
      const steps = await installation.historyOf('users.user.deletion-step-done.v1');
      expect(steps.map(({ data }) => data.step)).toEqual(DELETION_STEPS);
      expect(await installation.historyOf('users.group.members-removed.v1')).toHaveLength(1);
      expect(await installation.historyOf('users.user.deletion-completed.v1')).toHaveLength(1);
    },
  );
});

describe('A deletion that meets a change', () => {
  it('comes before or after it, 200 times', async () => {
    const other = installation.startProcess().users;
    for (let round = 0; round < 200; round++) {
      const bob = await person('Bob');
      const [changed, deleted] = await Promise.allSettled([
        users.accounts.updateUser.execute(bob.id, { name: 'Robert', email: 'robert@example.com' }, byAdmin()),
        other.accounts.deleteUser.execute(bob.id, false, byAdmin()),
      ]);
      expect(deleted.status).toBe('fulfilled');
      if (changed.status === 'rejected') expect(changed.reason).toMatchObject({ status: 404 });
      const { stream } = (await installation.historyOf('users.user.deleted.v1')).at(-1) ?? { stream: '' };
      const after = (await installation.history()).filter((event) => event.stream === stream);
      const types = after.map(({ type }): string => type);
      for (const type of types.slice(types.indexOf('users.user.deleted.v1') + 1)) {
        expect(type).toMatch(/^users\.user\.deletion-/);
      }
      await expect(users.accounts.records.record(bob.id)).rejects.toMatchObject({ status: 404 });
    }
  }, 240_000);
});

describe('A deletion that meets a membership', () => {
  it('leaves nobody in a group that was deleted meanwhile', async () => {
    const bob = await personWithAll('Bob');
    const deleting = installation.startProcess({
      through: meeting(() => process.groups.deleteGroup.execute({ groupId }, byAdmin())),
    });
    await deleting.users.accounts.deleteUser.execute(bob.id, false, byAdmin());
    expect(await process.groups.queries.ofUser(bob.id, true)).toEqual([]);
    expect(await installation.historyOf('users.user.deletion-completed.v1')).toHaveLength(1);
  });

  it('has whoever is added after it leave again, and says so in the answer', async () => {
    const bob = await person('Bob');
    const adding = installation.startProcess({
      through: meeting(() => users.accounts.deleteUser.execute(bob.id, false, byAdmin())),
    });
    expect((await join(bob.id, adding)).group.member_count).toBe(0);
    expect(await installation.historyOf('users.group.members-added.v1')).toHaveLength(1);
    await expectNothingLeft(bob.id, bob.sessionId);
  });

  it('has them leave also when the process that added them crashes', async () => {
    const bob = await person('Bob');
    const adding = installation.startProcess({
      through: (eventStore) =>
        meeting(() => users.accounts.deleteUser.execute(bob.id, false, byAdmin()))(
          crashingAt(0, 'after')(eventStore),
        ),
    });
    await expect(join(bob.id, adding)).rejects.toThrow(ProcessCrashed);
    await installation.shown();
    expect((await process.groups.queries.one(groupId)).member_count).toBe(1);
    expect(await users.accounts.unfinishedProcesses.finishAll()).toBe(0);
    await expectNothingLeft(bob.id, bob.sessionId);
  });

  it('leaves nobody behind whichever comes first, 100 times', async () => {
    const other = installation.startProcess();
    for (let round = 0; round < 100; round++) {
      const bob = await person('Bob');
      const [added, deleted] = await Promise.allSettled([
        join(bob.id),
        other.users.accounts.deleteUser.execute(bob.id, false, byAdmin()),
      ]);
      expect([added.status, deleted.status]).toEqual(['fulfilled', 'fulfilled']);
      await installation.shown();
      expect(await users.accounts.unfinishedProcesses.finishAll()).toBe(0);
      expect((await process.groups.queries.one(groupId)).member_count).toBe(0);
    }
    expect(await process.groups.members.userIds({ groupId, after: null })).toEqual({ items: [], next: null });
  }, 120_000);
});

describe('A deletion that meets a new API key', () => {
  it('leaves none that is good for anything', async () => {
    const bob = await person('Bob', 'admin');
    const making = installation.startProcess({
      through: meeting(() => users.accounts.deleteUser.execute(bob.id, false, byAdmin())),
    });
    await making.users.apiKeys.create(UNNAMED, call({ principal: bob.principal }));
    expect(await installation.historyOf('users.api-key.created.v1')).toHaveLength(1);
    await expectNothingLeft(bob.id, bob.sessionId);
  });
});
