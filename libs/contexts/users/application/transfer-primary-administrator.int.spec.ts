import type { Principal, Role } from '@reeve/contracts';
import { USERS, USERS_PROCESSES } from '@reeve/users/projections';
import type { UserDocument } from '@reeve/users/projections';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { crashingAt, ProcessCrashed } from '../testing/crashing-event-store.js';
import { account, add, call, signedIn, UsersInstallation } from '../testing/users-installation.js';
import type { UsersProcess } from '../testing/users-installation.js';

let installation: UsersInstallation;
let users: UsersProcess['users'];
let ada: Principal;
beforeEach(async () => {
  installation = await UsersInstallation.open();
  ({ users } = installation.startProcess());
  const { user } = await users.signUp.execute(account('Ada'), call());
  ada = signedIn(user.id, 'admin');
});
afterEach(() => installation.close());

const person = (name: string, role: Role = 'admin') => add({ users }, ada, name, role);
const idOf = ({ id }: Principal) => String(id);
const transfer = (to: string, by: Principal, through = users) =>
  through.accounts.transferPrimaryAdministrator.execute(to, call({ principal: by }));
const demote = (id: string, by: Principal, through = users) =>
  through.accounts.updateUser.execute(id, { role: 'user' }, call({ principal: by }));

/** As reads show it: who has the place, and that they can administer. */
async function primaryAdministrators(): Promise<readonly string[]> {
  await installation.shown();
  const found = await installation.documentStore.collection<UserDocument>(USERS).find({ limit: 1000 });
  const holders = found.filter(({ document }) => document.primaryAdministrator === true);
  for (const { document } of holders) expect(document).toMatchObject({ role: 'admin', standing: 'active' });
  return holders.map(({ id }) => id);
}

/** By the log: after each event since there was the first, somebody active is an administrator. */
async function expectAnAdministratorAlways(): Promise<void> {
  const roles = new Map<string, Role>();
  const disabled = new Set<string>();
  let hasBegun = false;
  for (const event of await installation.history()) {
    if (event.type === 'users.user.registered.v1') roles.set(event.data.userId, event.data.role);
    if (event.type === 'users.user.role-changed.v1') roles.set(event.data.userId, event.data.role.new);
    if (event.type === 'users.user.disabled.v1') disabled.add(event.data.userId);
    if (event.type === 'users.user.enabled.v1') disabled.delete(event.data.userId);
    if (event.type === 'users.user.deleted.v1') roles.delete(event.data.userId);
    const isThere = [...roles].some(([id, role]) => role === 'admin' && !disabled.has(id));
    hasBegun ||= isThere;
    expect(isThere).toBe(hasBegun);
  }
  expect(hasBegun).toBe(true);
}

describe('The primary administrator’s place', () => {
  it('is handed over by its holder, who is an administrator like others then', async () => {
    const bob = await person('Bob');
    expect(await transfer(bob.id, ada)).toEqual({ visible: true });
    expect(await primaryAdministrators()).toEqual([bob.id]);
    await expect(demote(bob.id, ada)).rejects.toMatchObject({
      code: 'USERS-PRIMARY-ADMINISTRATOR-PROTECTED',
    });
    await demote(idOf(ada), bob.principal);
    expect((await users.accounts.records.record(idOf(ada))).role).toBe('user');
  });

  it('goes from hand to hand and back, and protects whoever has it', async () => {
    const bob = await person('Bob');
    await transfer(bob.id, ada);
    await transfer(idOf(ada), bob.principal);
    expect(await primaryAdministrators()).toEqual([idOf(ada)]);
    await expect(demote(idOf(ada), bob.principal)).rejects.toMatchObject({ status: 403 });
    await demote(bob.id, ada);
  });

  it('is handed over once, when the same is asked again', async () => {
    const bob = await person('Bob');
    const command = call({ principal: ada });
    await users.accounts.transferPrimaryAdministrator.execute(bob.id, command);
    const before = (await installation.history()).length;
    await users.accounts.transferPrimaryAdministrator.execute(bob.id, command);
    expect(await installation.history()).toHaveLength(before);
  });

  it('is given away by nobody else, and to nobody who is no active administrator', async () => {
    const [bob, cyd, dan] = [await person('Bob'), await person('Cyd', 'user'), await person('Dan')];
    await users.accounts.standings.disable(dan.id, call({ principal: ada }));
    await expect(transfer(bob.id, bob.principal)).rejects.toMatchObject({ status: 403 });
    await expect(transfer(cyd.id, ada)).rejects.toMatchObject({ code: 'USERS-SUCCESSOR-UNFIT', status: 409 });
    await expect(transfer(dan.id, ada)).rejects.toMatchObject({ code: 'USERS-SUCCESSOR-UNFIT' });
    await expect(transfer('nobody', ada)).rejects.toMatchObject({ status: 404 });
    expect(await primaryAdministrators()).toEqual([idOf(ada)]);
  });

  it.each([0, 1, 2].flatMap((nth) => (['before', 'after'] as const).map((moment) => [moment, nth] as const)))(
    'has one holder, if the process crashes %s append %i',
    async (moment, nth) => {
      const bob = await person('Bob');
      const crashing = installation.startProcess({ through: crashingAt(nth, moment) });
      await expect(transfer(bob.id, ada, crashing.users)).rejects.toThrow(ProcessCrashed);
      await crashing.stop();
      await primaryAdministrators();
      expect(await users.accounts.unfinishedProcesses.finishAll()).toBe(0);

      const hasBegun = !(moment === 'before' && nth === 0);
      const [holder, other] = hasBegun ? [bob.principal, ada] : [ada, bob.principal];
      expect(await primaryAdministrators()).toEqual([idOf(holder)]);
      await expect(demote(idOf(holder), other)).rejects.toMatchObject({ status: 403 });
      await demote(idOf(other), holder);
      const open = { where: { open: true }, limit: 9 };
      expect(await installation.documentStore.collection(USERS_PROCESSES).find(open)).toEqual([]);
    },
  );
});

describe('Races of administrators', () => {
  it('who demote each other always leave one, 200 times', async () => {
    const other = installation.startProcess().users;
    for (let round = 0; round < 200; round++) {
      const [bob, cyd] = await Promise.all([person(`Bob${String(round)}`), person(`Cyd${String(round)}`)]);
      await Promise.allSettled([
        demote(cyd.id, bob.principal),
        demote(bob.id, cyd.principal, other),
        demote(idOf(ada), bob.principal),
        demote(bob.id, ada, other),
        demote(idOf(ada), ada),
      ]);
      expect(await primaryAdministrators()).toEqual([idOf(ada)]);
    }
    await expectAnAdministratorAlways();
  }, 240_000);

  it('for the place, with demotions in between, always leave one holder who is an administrator, 200 times', async () => {
    const other = installation.startProcess().users;
    let holder = ada;
    let transfers = 0;
    for (let round = 0; round < 200; round++) {
      const name = String(round);
      const [bob, cyd] = [
        await add({ users }, holder, `Bob${name}`, 'admin'),
        await add({ users }, holder, `Cyd${name}`, 'admin'),
      ];
      await Promise.allSettled([
        transfer(bob.id, holder),
        transfer(cyd.id, holder, other),
        after(round % 7, () => demote(bob.id, cyd.principal, other)),
        after(round % 5, () => demote(bob.id, bob.principal)),
        after(round % 6, () => other.accounts.standings.disable(cyd.id, call({ principal: bob.principal }))),
        after(round % 8, () =>
          users.accounts.deleteUser.execute(bob.id, false, call({ principal: cyd.principal })),
        ),
      ]);
      const holders = await primaryAdministrators();
      expect(holders).toHaveLength(1);
      const id = String(holders[0]);
      if (id !== idOf(holder)) transfers += 1;
      // Who was designated and did not get it is free again.
      for (const each of [bob, cyd].filter((candidate) => candidate.id !== id)) {
        await users.accounts.deleteUser
          .execute(each.id, false, call({ principal: signedIn(id, 'admin') }))
          .catch((error: unknown) => expect(error).toMatchObject({ status: 404 }));
      }
      holder = signedIn(id, 'admin');
    }
    await expectAnAdministratorAlways();
    expect(transfers).toBeGreaterThan(20);
    expect(transfers).toBeLessThan(200);
  }, 240_000);
});

/** So many turns of the event loop later: each round the steps of one meet other steps of the other. */
async function after<Result>(turns: number, act: () => Promise<Result>): Promise<Result> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
  return await act();
}
