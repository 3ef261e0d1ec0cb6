import { randomBytes, randomUUID } from 'node:crypto';
import { DataKeysChangedError } from '@reeve/sealing';
import type { DataKeyStore, WrappedKey } from '@reeve/sealing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyPlace } from './key-place.js';

/** What every key store does, wherever it keeps the keys. */
export function dataKeyStoreFeatures(part: string, makePlace: () => Promise<KeyPlace>): void {
  describe(`data key store: ${part}`, () => {
    let place: KeyPlace;
    let store: DataKeyStore;

    beforeEach(async () => {
      place = await makePlace();
      store = await place.open();
    });
    afterEach(async () => {
      await store.close();
      await place.remove();
    });

    const restart = async () => {
      await store.close();
      store = await place.open();
    };

    it('is empty until the first key is added', async () => {
      expect(await store.isEmpty()).toBe(true);
      await store.add(keyOf('user:1'), 'if-first');
      expect(await store.isEmpty()).toBe(false);
      await restart();
      expect(await store.isEmpty()).toBe(false);
    });

    it('gives a key back as it was added, also after a restart', async () => {
      const key = keyOf('user:1');
      expect(await store.add(key, 'if-first')).toEqual(key);
      expect(await store.get(key.id)).toEqual(key);
      await restart();
      expect(await store.get(key.id)).toEqual(key);
      expect(await store.current('user:1')).toEqual(key);
    });

    it('knows nothing of a key and a subject that were never there', async () => {
      await store.add(keyOf('user:1'), 'always');
      expect(await store.get('nobody')).toBeUndefined();
      expect(await store.current('user:2')).toBeUndefined();
    });

    it('keeps the first key of a subject against another first one', async () => {
      const first = await store.add(keyOf('user:1'), 'if-first');
      const another = keyOf('user:1');
      expect(await store.add(another, 'if-first')).toEqual(first);
      expect(await store.get(another.id)).toBeUndefined();
    });

    it('gives all who race for the first key of a subject the same one, over two stores', async () => {
      const other = await place.open();
      const added = await Promise.all(
        Array.from({ length: 20 }, (_, racer) =>
          (racer % 2 === 0 ? store : other).add(keyOf('user:1'), 'if-first'),
        ),
      );
      await other.close();
      expect(new Set(added.map(idOf)).size).toBe(1);
      expect(await store.all()).toHaveLength(1);
    });

    it('seals with the key added last, whatever the clock said', async () => {
      const first = keyOf('user:1', '2026-02-01T00:00:00.000Z');
      const second = keyOf('user:1', '2026-01-01T00:00:00.000Z');
      await store.add(first, 'always');
      await store.add(second, 'always');
      expect(await store.current('user:1')).toEqual(second);
      expect(await store.get(first.id)).toEqual(first);
      expect(await store.add(keyOf('user:1'), 'if-first')).toEqual(second);
    });

    it('lists every key in the order of adding', async () => {
      const keys = ['user:2', 'config', 'user:1', 'config'].map((subject) => keyOf(subject));
      for (const key of keys) await store.add(key, 'always');
      expect(await store.all()).toEqual(keys);
    });

    describe('destroyed', () => {
      it('has erased every key of the subject and no other, also after a restart', async () => {
        const keys = [keyOf('user:1'), keyOf('user:1')];
        const another = keyOf('user:11');
        for (const key of [...keys, another]) await store.add(key, 'always');
        await store.destroy('user:1');
        const expectErased = async () => {
          for (const key of keys) expect(await store.get(key.id)).toBe('erased');
          expect(await store.current('user:1')).toBe('erased');
          expect(await store.current('user:11')).toEqual(another);
          expect(await store.all()).toEqual([another]);
        };
        await expectErased();
        await restart();
        await expectErased();
      });

      it('takes no key for the subject any more, also if it never had one', async () => {
        await store.destroy('user:1');
        await store.destroy('user:1');
        await restart();
        for (const only of ['if-first', 'always'] as const) {
          const key = keyOf('user:1');
          expect(await store.add(key, only)).toBe('erased');
          expect(await store.get(key.id)).toBeUndefined();
        }
        expect(await store.current('user:1')).toBe('erased');
      });
    });

    describe('rewrapped', () => {
      it('has every key under its new wrapping, in the same order', async () => {
        for (const subject of ['user:1', 'config', 'user:1']) await store.add(keyOf(subject), 'always');
        const rewrapped = (await store.all()).map(rewrap);
        await store.rewrap([...rewrapped].reverse());
        await restart();
        expect(await store.all()).toEqual(rewrapped);
        expect(await store.current('user:1')).toEqual(rewrapped[2]);
      });

      it('leaves the destroyed ones destroyed', async () => {
        const erased = keyOf('user:1');
        await store.add(erased, 'always');
        await store.add(keyOf('config'), 'always');
        await store.destroy('user:1');
        await store.rewrap((await store.all()).map(rewrap));
        expect(await store.get(erased.id)).toBe('erased');
      });

      it.each<[string, (keys: readonly WrappedKey[]) => readonly WrappedKey[]]>([
        ['one is left out', (keys) => keys.slice(1)],
        ['one is not there', (keys) => [...keys, keyOf('user:3')]],
        ['one stands in for another', (keys) => [...keys.slice(1), keyOf('user:3')]],
        ['one is there twice', (keys) => [...keys.slice(1), ...keys.slice(1, 2)]],
      ])('changes nothing when %s', async (_, change) => {
        for (const subject of ['user:1', 'user:2']) await store.add(keyOf(subject), 'always');
        const before = await store.all();
        await expect(store.rewrap(change(before.map(rewrap)))).rejects.toThrow(DataKeysChangedError);
        expect(await store.all()).toEqual(before);
      });
    });

    it('closes twice', async () => {
      await store.close();
      await store.close();
    });
  });
}

function keyOf(subject: string, createdAt = new Date().toISOString()): WrappedKey {
  return { id: randomUUID(), subject, wrapped: randomBytes(60), createdAt };
}

function rewrap(key: WrappedKey): WrappedKey {
  return { ...key, wrapped: randomBytes(60) };
}

function idOf(key: WrappedKey | 'erased'): string {
  return key === 'erased' ? key : key.id;
}
