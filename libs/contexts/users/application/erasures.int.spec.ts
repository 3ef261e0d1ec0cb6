import type { Principal } from '@reeve/contracts';
import { DocumentStoreUnavailableError } from '@reeve/document-store';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import type { Sealing } from '@reeve/sealing';
import { usersCollections } from '@reeve/users/projections';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { account, add, call, signedIn, UsersInstallation } from '../testing/users-installation.js';
import type { UsersProcess } from '../testing/users-installation.js';
import { erasedAsShown, Erasures } from './erasures.js';

let installation: UsersInstallation;
let process: UsersProcess;
let admin: Principal;
beforeEach(async () => {
  installation = await UsersInstallation.open();
  process = installation.startProcess();
  const { user } = await process.users.signUp.execute(account('Ada'), call());
  admin = signedIn(user.id, 'admin');
});
afterEach(() => installation.close());

const remove = (id: string, erase: boolean) =>
  process.users.accounts.deleteUser.execute(id, erase, call({ principal: admin }));

/** The names of all who were ever registered, in turn, as far as they open. */
async function namesIn(sealing: Sealing) {
  const registered = await installation.historyOf('users.user.registered.v1');
  return await Promise.all(registered.map(({ data }) => sealing.unseal('users.name', data.name)));
}

/** Bob and others are erased, Carol is deleted, Dave and Ada are there. @returns the key store as it was before. */
async function givenErased(others = 0): Promise<Sealing> {
  const [bob, carol] = [await add(process, admin, 'Bob'), await add(process, admin, 'Carol')];
  await add(process, admin, 'Dave');
  const more: string[] = [];
  for (let nth = 0; nth < others; nth++) more.push((await add(process, admin, `Erased${nth}`)).id);
  const before = await installation.copyOfSealing();
  for (const id of [bob.id, ...more]) await remove(id, true);
  await remove(carol.id, false);
  return before;
}

describe('Where an older copy of the key store is put back', () => {
  it('whoever was erased is erased again, and nobody else is', async () => {
    const older = await givenErased();
    expect(await namesIn(older)).toEqual(['Ada', 'Bob', 'Carol', 'Dave']);
    const erasures = new Erasures(installation.documentStore, older);
    expect(await erasures.start()).toBe(1);
    expect(await namesIn(older)).toEqual(['Ada', undefined, 'Carol', 'Dave']);
    expect(await erasures.start()).toBe(0);
  });

  it('so are all, however many they are', async () => {
    const older = await givenErased(101);
    expect(await new Erasures(installation.documentStore, older).enforce()).toBe(102);
    expect((await namesIn(older)).filter((name) => name !== undefined)).toEqual(['Ada', 'Carol', 'Dave']);
  });

  it('so are those whom documents that are older too show only later', async () => {
    const older = await givenErased();
    expect(await new Erasures(openMemoryDocumentStore(usersCollections), older).start()).toBe(0);
    const { status } = process.projector;
    await erasedAsShown(older).onBatch?.(status, await installation.history());
    expect(await namesIn(older)).toEqual(['Ada', undefined, 'Carol', 'Dave']);
  });
});

describe('Where the key store was never another one', () => {
  it('nothing is done', async () => {
    await givenErased();
    expect(await process.users.accounts.erasures.start()).toBe(0);
  });

  it('and a store that is away keeps nobody from starting', async () => {
    const away = openMemoryDocumentStore(usersCollections);
    const find = () => Promise.reject(new DocumentStoreUnavailableError('away'));
    const erasures = new Erasures(
      { ...away, collection: (definition) => ({ ...away.collection(definition), find }) },
      installation.sealing,
    );
    expect(await erasures.start()).toBe(-1);
    await erasures.stop();
  });
});
