import { randomBytes } from 'node:crypto';
import { DataKeyStoreRefusedError } from '@reeve/sealing';
import { createMemoryDataKeyStore } from '@reeve/sealing/memory';
import { describe, expect, it } from 'vitest';
import { makeDataKey } from './data-key.js';
import { openFingerprintKey } from './fingerprint-key.js';
import { masterKeyFrom } from './master-key.js';

const master = masterKeyFrom(randomBytes(32));
const NOW = 0;

describe('The fingerprint key', () => {
  it('is that of the process which makes it first, also right between the looks of another', async () => {
    const store = createMemoryDataKeyStore();
    let other: unknown;
    const watched = {
      current: async (subject: string) => {
        const found = await store.current(subject);
        other ??= await openFingerprintKey(store, master, NOW);
        return found;
      },
      isEmpty: () => store.isEmpty(),
      add: () => Promise.reject(new Error('It is there already')),
    };

    const key = await openFingerprintKey({ ...store, ...watched }, master, NOW);

    expect(key).toEqual(other);
  });

  it('is never made for a store that has other keys', async () => {
    const store = createMemoryDataKeyStore();
    await store.add(makeDataKey(master, 'user:1', NOW).wrapped, 'if-first');
    await expect(openFingerprintKey(store, master, NOW)).rejects.toThrow(DataKeyStoreRefusedError);
  });
});
