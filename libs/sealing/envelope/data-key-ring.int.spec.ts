import { randomBytes } from 'node:crypto';
import { SubjectErasedError } from '@reeve/sealing';
import type { DataKeyStore } from '@reeve/sealing';
import { createSealing } from '@reeve/sealing/envelope';
import { createMemoryDataKeyStore } from '@reeve/sealing/memory';
import { beforeEach, describe, expect, it } from 'vitest';

describe('keys that are being loaded while they change', () => {
  const masterKey = randomBytes(32);
  let store: DataKeyStore;

  beforeEach(() => {
    store = createMemoryDataKeyStore();
  });

  /** Lets everything that can go on, go on. */
  const settle = () => new Promise((resolve) => setImmediate(resolve));

  /** A sealing whose store is slow with `operation` until it is let go. */
  const openHolding = async (operation: 'answering current' | 'answering get' | 'adding') => {
    let letGo!: () => void;
    let held = Promise.resolve();
    const keys: DataKeyStore = {
      ...store,
      get: async (id) => {
        const key = await store.get(id);
        if (operation === 'answering get') await held;
        return key;
      },
      current: async (subject) => {
        const key = await store.current(subject);
        if (operation === 'answering current') await held;
        return key;
      },
      add: async (key, only) => {
        if (operation === 'adding') await held;
        return store.add(key, only);
      },
    };
    const sealing = await createSealing({ masterKey, keys });
    held = new Promise((resolve) => {
      letGo = resolve;
    });
    return { sealing, letGo };
  };

  const sealedBefore = async () => {
    const before = await createSealing({ masterKey, keys: store });
    return before.seal('user:1', 'users.email', 'someone@example.org');
  };

  it('do not come back after their subject was erased, to seal', async () => {
    await sealedBefore();
    const { sealing, letGo } = await openHolding('answering current');
    const sealed = sealing.seal('user:1', 'users.email', 'meanwhile@example.org');
    const erasure = sealing.destroy('user:1');
    await settle();
    letGo();
    await erasure;
    expect(await sealing.unseal('users.email', await sealed)).toBeUndefined();
    await expect(sealing.seal('user:1', 'users.email', 'after@example.org')).rejects.toThrow(
      SubjectErasedError,
    );
  });

  it('do not come back after their subject was erased, to unseal', async () => {
    const sealed = await sealedBefore();
    const { sealing, letGo } = await openHolding('answering get');
    const meanwhile = sealing.unseal('users.email', sealed);
    const erasure = sealing.destroy('user:1');
    await settle();
    letGo();
    await Promise.all([meanwhile, erasure]);
    expect(await sealing.unseal('users.email', sealed)).toBeUndefined();
  });

  it('do not seal any more after they were rotated', async () => {
    const old = await sealedBefore();
    const { sealing, letGo } = await openHolding('answering current');
    const meanwhile = sealing.seal('user:1', 'users.email', 'meanwhile@example.org');
    const rotation = sealing.rotateDataKey('user:1');
    await settle();
    letGo();
    await Promise.all([meanwhile, rotation]);
    const fresh = await sealing.seal('user:1', 'users.email', 'after@example.org');
    expect(fresh.split('.')[1]).not.toBe(old.split('.')[1]);
  });

  it('are not left behind under the last master key', async () => {
    const next = randomBytes(32);
    const { sealing, letGo } = await openHolding('adding');
    const sealed = sealing.seal('user:1', 'users.email', 'someone@example.org');
    const rotation = sealing.rotateMasterKey(next);
    await settle();
    letGo();
    await rotation;
    const restarted = await createSealing({ masterKey: next, keys: store });
    expect(await restarted.unseal('users.email', await sealed)).toBe('someone@example.org');
  });
});
