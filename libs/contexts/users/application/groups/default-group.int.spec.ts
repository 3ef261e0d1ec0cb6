import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asAdministrator, newcomer, newGroup } from '../../testing/administrator.js';
import { crashingAt, ProcessCrashed } from '../../testing/crashing-event-store.js';
import { meeting } from '../../testing/meeting-event-store.js';
import { account, call, UsersInstallation } from '../../testing/users-installation.js';
import type { ProcessOptions, UsersProcess } from '../../testing/users-installation.js';

let installation: UsersInstallation;
let groupId: string;
/** By which nobody is added to a group. */
let before: UsersProcess;
beforeEach(async () => {
  installation = await UsersInstallation.open();
  before = installation.startProcess();
  await before.users.signUp.execute(account('Root'), call());
  groupId = await newGroup(before);
});
afterEach(() => installation.close());

const withDefault = (DEFAULT_GROUP_ID: string, options: ProcessOptions = {}) =>
  installation.startProcess({ ...options, policy: { signUp: 'open', admin: { DEFAULT_GROUP_ID } } });
const members = async () => (await before.groups.members.userIds({ groupId, after: null })).items;
const finished = async () => {
  await installation.shown();
  expect(await before.users.accounts.unfinishedProcesses.finishAll()).toBe(0);
  await installation.shown();
};

describe('The default group', () => {
  it('has whoever signs up, is added or imported as a member at once', async () => {
    const process = withDefault(groupId);
    const { user } = await process.users.signUp.execute(account('Ada'), call());
    const bob = await newcomer(process);
    const rows = ['Cyd', 'Dan'].map((name, index) => ({
      ...account(name),
      line: index + 2,
      passwordHash: null,
      role: 'user',
    }));
    const importing = { importId: randomUUID(), rows, dryRun: false, follows: null };
    await process.users.importUsers.execute(importing, asAdministrator());
    expect(await members()).toHaveLength(4);
    expect(await members()).toEqual(expect.arrayContaining([user.id, bob]));
    expect(await installation.historyOf('users.group.members-added.v1')).toHaveLength(3);
    await finished();
    expect(await installation.historyOf('users.group.members-added.v1')).toHaveLength(3);
  });

  it('has many who come at once, each once', async () => {
    const process = withDefault(groupId);
    const ids = await Promise.all(Array.from({ length: 10 }, () => newcomer(process)));
    await finished();
    expect(await members()).toEqual(ids.toSorted());
    expect((await before.groups.queries.one(groupId)).member_count).toBe(10);
  });

  it('that is not there keeps nobody out, and is told of', async () => {
    const nothing = randomUUID();
    const ada = await newcomer(withDefault(nothing));
    expect((await before.users.accounts.records.record(ada)).groups).toEqual([]);
    expect(installation.missingGroups).toEqual([nothing]);
    const registered = (await installation.historyOf('users.user.registered.v1')).at(-1);
    expect(registered?.data).not.toHaveProperty('defaultGroupId');
  });

  it('that is deleted meanwhile is missed, and not looked for again', async () => {
    const process = withDefault(groupId, {
      through: meeting(() => before.groups.deleteGroup.execute({ groupId }, asAdministrator())),
    });
    const ada = await newcomer(process);
    await finished();
    expect(
      (await installation.historyOf('users.user.default-group-missed.v1')).map(({ data }) => data),
    ).toEqual([{ userId: ada, groupId }]);
    await finished();
    expect(await installation.historyOf('users.user.default-group-missed.v1')).toHaveLength(1);
  });

  // The e-mail, the account, the membership, the session.
  it.each([1, 2])('is joined after a crash at append %i, by whichever process', async (nth) => {
    const crashing = withDefault(groupId, { through: crashingAt(nth, 'after') });
    await newcomer(crashing).catch((error: unknown) => expect(error).toBeInstanceOf(ProcessCrashed));
    await crashing.stop();
    await finished();
    expect(await members()).toHaveLength(1);
    await finished();
    expect(await installation.historyOf('users.group.members-added.v1')).toHaveLength(1);
  });

  it('is not joined any more by who was deleted before', async () => {
    const crashing = withDefault(groupId, { through: crashingAt(1, 'after') });
    await newcomer(crashing).catch(() => undefined);
    await crashing.stop();
    await installation.shown();
    const { userId } = (await installation.historyOf('users.user.registered.v1')).at(-1)?.data ?? {
      userId: '',
    };
    await before.users.accounts.deleteUser.execute(userId, false, asAdministrator());
    await finished();
    expect(await members()).toEqual([]);
  });
});
