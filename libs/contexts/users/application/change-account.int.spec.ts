import type { Principal, Role } from '@reeve/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { crashingAt, ProcessCrashed } from '../testing/crashing-event-store.js';
import { account, add, call, signedIn, UsersInstallation } from '../testing/users-installation.js';
import type { UsersProcess } from '../testing/users-installation.js';

let installation: UsersInstallation;
let users: UsersProcess['users'];
let admin: Principal;
beforeEach(async () => {
  installation = await UsersInstallation.open();
  ({ users } = installation.startProcess());
  const { user } = await users.signUp.execute(account('Ada'), call());
  admin = signedIn(user.id, 'admin');
});
afterEach(async () => {
  vi.useRealTimers();
  await installation.close();
});

const person = (name: string, role: Role = 'user') => add({ users }, admin, name, role);
const byAdmin = () => call({ principal: admin });
const types = async () => (await installation.history()).map(({ type }) => type);

describe('Changing an account', () => {
  it('changes all that is asked for, and answers who it is then', async () => {
    const bob = await person('Bob');
    const { user, visible } = await users.accounts.updateUser.execute(
      bob.id,
      {
        role: 'admin',
        name: 'Robert',
        email: 'Robert@Example.com',
        profileImageUrl: 'https://example.com/r.png',
      },
      byAdmin(),
    );
    expect(visible).toBe(true);
    expect(user).toMatchObject({
      id: bob.id,
      role: 'admin',
      name: 'Robert',
      email: 'robert@example.com',
      profile_image_url: 'https://example.com/r.png',
    });
    expect((await types()).slice(-6)).toEqual([
      'users.email.reserved.v1',
      'users.user.role-changed.v1',
      'users.user.renamed.v1',
      'users.user.email-changed.v1',
      'users.user.profile-image-changed.v1',
      'users.email.released.v1',
    ]);
    const { password } = account('Bob');
    const session = await users.signIn.execute({ email: 'robert@example.com', password }, call());
    expect(session.user.id).toBe(bob.id);
  });

  it('to what it is already leaves no event, whoever sends all of it back', async () => {
    const bob = await person('Bob');
    const image = 'data:image/png;base64,iVBORw0KGgo=';
    const changed = await users.accounts.updateUser.execute(bob.id, { profileImageUrl: image }, byAdmin());
    const { role, name, email, profile_image_url: shown } = changed.user;
    expect(shown).toBe(`/api/v1/users/${bob.id}/profile/image`);
    const before = await types();
    await users.accounts.updateUser.execute(bob.id, { role, name, email, profileImageUrl: shown }, byAdmin());
    await users.accounts.updateUser.execute(bob.id, { profileImageUrl: image }, byAdmin());
    expect(await types()).toEqual(before);
    expect(await users.accounts.images.of(bob.id)).toBe(image);
  });

  it('is repeated under its id without changing anything again', async () => {
    const bob = await person('Bob');
    const command = byAdmin();
    const changes = { name: 'Robert', email: 'robert@example.com' };
    const first = await users.accounts.updateUser.execute(bob.id, changes, command);
    const before = await types();
    expect(await users.accounts.updateUser.execute(bob.id, changes, command)).toEqual(first);
    expect(await types()).toEqual(before);
  });

  it.each([
    ['USERS-EMAIL-TAKEN', { email: 'ADA@example.com' }],
    ['USERS-EMAIL-INVALID', { email: 'nobody' }],
    ['USERS-NAME-TOO-LONG', { name: 'x'.repeat(501) }],
    ['USERS-PROFILE-IMAGE-INVALID', { profileImageUrl: 'javascript:alert(1)' }],
    ['USERS-PROFILE-IMAGE-INVALID', { profileImageUrl: '/api/v1/users/somebody/profile/image' }],
  ])('is refused with %s for %j, and changes nothing', async (code, changes) => {
    const bob = await person('Bob');
    const before = await types();
    const update = users.accounts.updateUser.execute(bob.id, { role: 'admin', ...changes }, byAdmin());
    await expect(update).rejects.toMatchObject({ code });
    expect(await types()).toEqual(before);
  });

  it('of the primary administrator by another one is refused before an e-mail is reserved', async () => {
    const bob = await person('Bob', 'admin');
    const before = await types();
    const update = users.accounts.updateUser.execute(
      String(admin.id),
      { email: 'new@example.com' },
      call({ principal: bob.principal }),
    );
    await expect(update).rejects.toMatchObject({
      code: 'USERS-PRIMARY-ADMINISTRATOR-PROTECTED',
      status: 403,
    });
    expect(await types()).toEqual(before);
  });

  it('keeps what two change at the same time, in two processes', async () => {
    const bob = await person('Bob');
    const other = installation.startProcess().users;
    await Promise.all([
      users.accounts.updateUser.execute(bob.id, { name: 'Robert' }, byAdmin()),
      other.accounts.updateUser.execute(bob.id, { role: 'admin' }, byAdmin()),
      users.accounts.changeKept.execute('info', { a: 1 }, call({ principal: bob.principal })),
      other.accounts.changeKept.execute('info', { b: 2 }, call({ principal: bob.principal })),
    ]);
    expect(await users.accounts.records.record(bob.id)).toMatchObject({
      name: 'Robert',
      role: 'admin',
      info: { a: 1, b: 2 },
    });
  });
});

describe('An e-mail that is given up', () => {
  it('is free for others at once', async () => {
    const bob = await person('Bob');
    await users.accounts.updateUser.execute(bob.id, { email: 'robert@example.com' }, byAdmin());
    expect((await person('Bob')).id).not.toBe(bob.id);
  });

  it('comes back to who wants it again', async () => {
    const bob = await person('Bob');
    const { email } = account('Bob');
    for (const next of ['robert@example.com', email, 'robert@example.com', email]) {
      const { user } = await users.accounts.updateUser.execute(bob.id, { email: next }, byAdmin());
      expect(user.email).toBe(next);
    }
    await expect(person('Bob')).rejects.toMatchObject({ code: 'USERS-EMAIL-TAKEN' });
  });

  it.each([
    ['before', 0],
    ['after', 0],
    ['before', 1],
    ['after', 1],
    ['before', 2],
    ['after', 2],
  ] as const)('belongs to one person, if the process crashes %s append %i', async (moment, nth) => {
    const bob = await person('Bob');
    const crashing = installation.startProcess({ through: crashingAt(nth, moment) }).users;
    const update = { email: 'robert@example.com' };
    await expect(crashing.accounts.updateUser.execute(bob.id, update, byAdmin())).rejects.toThrow(
      ProcessCrashed,
    );

    await installation.shown();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
    const { email } = await users.accounts.records.record(bob.id);
    const given = email === update.email ? account('Bob').email : update.email;
    await users.addUser.execute({ ...account('Eve'), email: given, role: 'user' }, byAdmin());
    await expect(
      users.addUser.execute({ ...account('Cyd'), email, role: 'user' }, byAdmin()),
    ).rejects.toMatchObject({ code: 'USERS-EMAIL-TAKEN' });
  });
});

function take(holders: Map<string, string>, emailFingerprint: string, userId: string): void {
  expect(holders.get(emailFingerprint)).toBeUndefined();
  holders.set(emailFingerprint, userId);
}

describe('Races for one e-mail', () => {
  it('of 50 sign-ups and changes, in two processes, have one winner, 200 times', async () => {
    const other = installation.startProcess({ policy: { signUp: 'open' } }).users;
    const people = await Promise.all(
      Array.from({ length: 24 }, (_, index) => person(`Racer${String(index)}`)),
    );
    for (let round = 0; round < 200; round++) {
      const email = `prize${String(round)}@example.com`;
      const outcomes = await Promise.allSettled([
        ...people.map(({ id }, index) =>
          (index % 2 === 0 ? users : other).accounts.updateUser.execute(id, { email }, byAdmin()),
        ),
        ...Array.from({ length: 26 }, async (_, index) =>
          index % 2 === 0
            ? await users.addUser.execute({ ...account('New'), email, role: 'user' }, byAdmin())
            : await other.signUp.execute({ ...account('New'), email }, call()),
        ),
      ]);
      const refusals = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(outcomes.length - refusals.length).toBe(1);
      for (const { reason } of refusals) expect(reason).toMatchObject({ code: 'USERS-EMAIL-TAKEN' });
    }
    // By the log: somebody has it from the first who got it on, and nobody else before they have left it.
    const holders = new Map<string, string>();
    for (const event of await installation.history()) {
      if (event.type === 'users.user.registered.v1')
        take(holders, event.data.emailFingerprint, event.data.userId);
      if (event.type !== 'users.user.email-changed.v1') continue;
      const { userId, emailFingerprint } = event.data;
      expect(holders.get(emailFingerprint.old)).toBe(userId);
      holders.delete(emailFingerprint.old);
      take(holders, emailFingerprint.new, userId);
    }
  }, 240_000);
});

describe('What is kept for a person', () => {
  it('is theirs to change, and known to nobody who reads the log', async () => {
    const bob = await person('Bob');
    const asBob = () => call({ principal: bob.principal });
    const { changeKept, records } = users.accounts;
    await changeKept.execute('settings', { ui: { theme: 'a-secret-theme', lang: 'en' } }, asBob());
    const { value } = await changeKept.execute('settings', { ui: { lang: null } }, asBob());
    expect(value).toEqual({ ui: { theme: 'a-secret-theme' } });
    await changeKept.execute('timezone', { timezone: 'Europe/Berlin' }, asBob());
    await changeKept.execute('status', { status_emoji: 'x', status_message: null }, asBob());
    expect(await records.record(bob.id)).toMatchObject({
      settings: value,
      timezone: 'Europe/Berlin',
      status_emoji: 'x',
      status_message: null,
    });
    const written = JSON.stringify(await installation.history());
    for (const secret of ['a-secret-theme', 'Europe/Berlin']) expect(written).not.toContain(secret);
  });

  it('is no event when it stays as it is', async () => {
    const bob = await person('Bob');
    const set = () =>
      users.accounts.changeKept.execute('timezone', { timezone: 'UTC' }, call({ principal: bob.principal }));
    await set();
    const before = await types();
    await set();
    expect(await types()).toEqual(before);
  });
});

describe('One’s own profile', () => {
  it('says what one wants, and no more when that is taken back', async () => {
    const bob = await person('Bob');
    const asBob = () => call({ principal: bob.principal });
    const { updateUser, records } = users.accounts;
    const profile = { name: 'Robert', profileImageUrl: '/user.png' };
    const dateOfBirth = '1990-02-28';
    const { user } = await updateUser.ownProfile(
      { ...profile, bio: 'A bio', gender: 'm', dateOfBirth },
      asBob(),
    );
    expect(user).toMatchObject({ id: bob.id, name: 'Robert', role: 'user' });
    for (const shown of [await records.record(bob.id), await users.currentUser.execute(asBob())]) {
      expect(shown).toMatchObject({ bio: 'A bio', gender: 'm', date_of_birth: dateOfBirth });
    }
    await updateUser.ownProfile({ ...profile, gender: null }, asBob());
    expect(await records.record(bob.id)).toMatchObject({
      bio: 'A bio',
      gender: null,
      date_of_birth: dateOfBirth,
    });
  });
});
