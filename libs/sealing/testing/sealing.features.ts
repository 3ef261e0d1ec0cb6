import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import {
  DataKeyStoreRefusedError,
  DataKeyStoreUnavailableError,
  MasterKeyError,
  SealedValueError,
  SubjectErasedError,
} from '@reeve/sealing';
import type { DataKeyStore, Sealed, Sealing, Subject } from '@reeve/sealing';
import { createSealing } from '@reeve/sealing/envelope';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyPlace } from './key-place.js';

const EMAIL = 'users.email';

/** What envelope sealing does on top of every key store. */
export function sealingFeatures(part: string, makePlace: () => Promise<KeyPlace>): void {
  describe(`sealing: ${part}`, () => {
    let place: KeyPlace;
    let masterKey: Buffer;
    let now: number;
    let sealing: Sealing;
    let opened: Sealing[];

    /** Another process, or this one after a restart. */
    const open = async (key = masterKey) => {
      const another = await createSealing({ masterKey: key, keys: await place.open(), clock: () => now });
      opened.push(another);
      return another;
    };
    const restart = async (key = masterKey) => {
      await sealing.close();
      sealing = await open(key);
    };

    beforeEach(async () => {
      place = await makePlace();
      masterKey = randomBytes(32);
      now = Date.UTC(2026, 0, 1);
      opened = [];
      sealing = await open();
    });
    afterEach(async () => {
      for (const each of opened) await each.close();
      await place.remove();
    });

    describe('sealed values', () => {
      it('open as the string they were, whatever it is made of', async () => {
        await fc.assert(
          fc.asyncProperty(anyString, fc.string(), async (plaintext, purpose) => {
            const sealed = await sealing.seal('config', purpose, plaintext);
            expect(await sealing.unseal(purpose, sealed)).toBe(plaintext);
          }),
        );
      });

      it('open after a restart', async () => {
        const sealed = await sealing.seal('user:1', EMAIL, 'someone@example.org');
        await restart();
        expect(await sealing.unseal(EMAIL, sealed)).toBe('someone@example.org');
      });

      it('are written in the documented format, and never twice the same', async () => {
        const values = await Promise.all(['a', 'a'].map((text) => sealing.seal('config', 'secret', text)));
        for (const value of values) {
          expect(value).toMatch(/^rs1\.[\w-]{12}\.[\w-]{16}\.[\w-]+$/);
        }
        expect(partsOf(values[0])[1]).toBe(partsOf(values[1])[1]);
        expect(partsOf(values[0])[2]).not.toBe(partsOf(values[1])[2]);
      });

      it('do not open once a single character has changed: version, id, nonce, ciphertext or tag', async () => {
        const sealed = await sealing.seal('user:1', EMAIL, 'someone@example.org');
        for (let at = 0; at < sealed.length; at++) {
          for (const character of ['A', 'B', '_', '=', '.']) {
            if (sealed[at] === character) continue;
            const tampered = sealed.slice(0, at) + character + sealed.slice(at + 1);
            await expect(sealing.unseal(EMAIL, tampered)).rejects.toThrow(SealedValueError);
          }
        }
      });

      it('do not open cut short, drawn out, or put together from two', async () => {
        const one = await sealing.seal('user:1', EMAIL, 'one@example.org');
        const other = await sealing.seal('user:2', EMAIL, 'two@example.org');
        const [version, id, nonce, bytes] = partsOf(one);
        const [, otherId, otherNonce, otherBytes] = partsOf(other);
        const forged = [
          '',
          'rs1',
          `${version}.${id}.${nonce}.`,
          `${version}.${id}..${bytes}`,
          `${version}..${nonce}.${bytes}`,
          `${version}.${id}.${nonce}.${bytes.slice(0, -4)}`,
          `${one}AAAA`,
          `${one}.`,
          `${one}\n`,
          `${version}.${otherId}.${nonce}.${bytes}`,
          `${version}.${id}.${otherNonce}.${bytes}`,
          `${version}.${id}.${nonce}.${otherBytes}`,
        ];
        for (const value of forged) {
          await expect(sealing.unseal(EMAIL, value)).rejects.toThrow(SealedValueError);
        }
      });

      it('do not open as another purpose', async () => {
        const sealed = await sealing.seal('user:1', EMAIL, 'someone@example.org');
        for (const purpose of ['users.name', '', `${EMAIL} `, `.${EMAIL}`]) {
          await expect(sealing.unseal(purpose, sealed)).rejects.toThrow(SealedValueError);
        }
      });

      it('do not open in another installation', async () => {
        const elsewhere = await makePlace();
        const theirs = await createSealing({ masterKey, keys: await elsewhere.open() });
        const sealed = await theirs.seal('user:1', EMAIL, 'someone@example.org');
        await expect(sealing.unseal(EMAIL, sealed)).rejects.toThrow(SealedValueError);
        await theirs.close();
        await elsewhere.remove();
      });

      it('do not open, and none is made, under keys that changed places in the store', async () => {
        const one = await sealing.seal('user:1', EMAIL, 'one@example.org');
        await sealing.seal('user:2', EMAIL, 'two@example.org');
        await withStore(place, async (keys) => {
          const [fingerprint, first, second] = await keys.all();
          if (!fingerprint || !first || !second) throw new Error('three keys expected');
          await keys.rewrap([
            fingerprint,
            { ...first, wrapped: second.wrapped },
            { ...second, wrapped: first.wrapped },
          ]);
        });
        await restart();
        await expect(sealing.unseal(EMAIL, one)).rejects.toThrow(SealedValueError);
        await expect(sealing.seal('user:2', EMAIL, 'two@example.org')).rejects.toThrow(SealedValueError);
      });

      it('of one subject are under one key, also when its first ones race in two processes', async () => {
        const other = await open();
        const values = await Promise.all(
          Array.from({ length: 40 }, (_, i) =>
            (i % 2 === 0 ? sealing : other).seal('user:1', EMAIL, `${i}@example.org`),
          ),
        );
        expect(new Set(values.map((value) => partsOf(value)[1])).size).toBe(1);
        for (const [i, value] of values.entries()) {
          expect(await sealing.unseal(EMAIL, value)).toBe(`${i}@example.org`);
        }
      });

      it('of two subjects are under two keys', async () => {
        const subjects: Subject[] = ['user:1', 'user:2', 'config', 'anonymous', 'idempotency'];
        const values = await Promise.all(subjects.map((subject) => sealing.seal(subject, EMAIL, 'a')));
        expect(new Set(values.map((value) => partsOf(value)[1])).size).toBe(subjects.length);
      });
    });

    describe('an erased subject', () => {
      it('has nothing that opens and can have nothing new, also after a restart', async () => {
        const values = [await sealing.seal('user:1', EMAIL, 'someone@example.org')];
        await sealing.rotateDataKey('user:1');
        values.push(await sealing.seal('user:1', EMAIL, 'someone.else@example.org'));
        const another = await sealing.seal('user:2', EMAIL, 'another@example.org');
        await sealing.destroy('user:1');
        await sealing.destroy('user:1');

        expect(await sealing.isErased('user:2')).toBe(false);

        const expectErased = async () => {
          expect(await sealing.isErased('user:1')).toBe(true);
          for (const value of values) expect(await sealing.unseal(EMAIL, value)).toBeUndefined();
          await expect(sealing.seal('user:1', EMAIL, 'back@example.org')).rejects.toThrow(SubjectErasedError);
          await expect(sealing.rotateDataKey('user:1')).rejects.toThrow(SubjectErasedError);
          expect(await sealing.unseal(EMAIL, another)).toBe('another@example.org');
        };
        await expectErased();
        await restart();
        await expectErased();
      });

      it('may be one about whom nothing was ever sealed', async () => {
        expect(await sealing.isErased('user:1')).toBe(false);
        await sealing.destroy('user:1');
        await expect(sealing.seal('user:1', EMAIL, 'late@example.org')).rejects.toThrow(SubjectErasedError);
      });

      it('stays erased when values of it are sealed and opened meanwhile', async () => {
        const before = await sealing.seal('user:1', EMAIL, 'before@example.org');
        await restart();
        const racing: Promise<unknown>[] = [];
        for (let i = 0; i < 20; i++) {
          racing.push(sealing.seal('user:1', EMAIL, 'meanwhile@example.org'), sealing.unseal(EMAIL, before));
          if (i === 10) racing.push(sealing.destroy('user:1'));
        }
        const values = (await Promise.allSettled(racing)).flatMap((outcome) =>
          outcome.status === 'fulfilled' && isSealed(outcome.value) ? [outcome.value] : [],
        );
        expect(values).not.toHaveLength(0);
        for (const value of [before, ...values]) expect(await sealing.unseal(EMAIL, value)).toBeUndefined();
        await expect(sealing.seal('user:1', EMAIL, 'after@example.org')).rejects.toThrow(SubjectErasedError);
      });

      it('is erased in every process within a minute', async () => {
        const other = await open();
        const sealed = await other.seal('user:1', EMAIL, 'someone@example.org');
        await sealing.destroy('user:1');
        now += 60_001;
        expect(await other.unseal(EMAIL, sealed)).toBeUndefined();
        await expect(other.seal('user:1', EMAIL, 'back@example.org')).rejects.toThrow(SubjectErasedError);
      });
    });

    describe('fingerprints', () => {
      it('are 16 hexadecimal digits, equal for equal values of one purpose only', () => {
        const print = sealing.fingerprint('config.key', 'sk-123');
        expect(print).toMatch(/^[0-9a-f]{16}$/);
        expect(sealing.fingerprint('config.key', 'sk-123')).toBe(print);
        const others = [
          sealing.fingerprint('config.key', 'sk-124'),
          sealing.fingerprint('config.other', 'sk-123'),
          sealing.fingerprint('config.keysk-', '123'),
          sealing.fingerprint('config.key', '\ud800'),
          sealing.fingerprint('config.key', '\ud801'),
        ];
        expect(new Set([print, ...others]).size).toBe(6);
      });

      it('stay the same through restarts and rotations, in every process', async () => {
        const print = sealing.fingerprint(EMAIL, 'someone@example.org');
        const next = randomBytes(32);
        await sealing.rotateDataKey('user:1');
        await sealing.rotateMasterKey(next);
        expect(sealing.fingerprint(EMAIL, 'someone@example.org')).toBe(print);
        await restart(next);
        expect(sealing.fingerprint(EMAIL, 'someone@example.org')).toBe(print);
      });

      it('are the same in two processes that start at once', async () => {
        const elsewhere = await makePlace();
        const racing = await Promise.all(
          [1, 2].map(async () => createSealing({ masterKey, keys: await elsewhere.open() })),
        );
        expect(new Set(racing.map((each) => each.fingerprint(EMAIL, 'a'))).size).toBe(1);
        expect(racing[0]?.fingerprint(EMAIL, 'a')).not.toBe(sealing.fingerprint(EMAIL, 'a'));
        for (const each of racing) await each.close();
        await elsewhere.remove();
      });

      it('are not given under a new key when theirs is lost', async () => {
        const elsewhere = await makePlace();
        await withStore(elsewhere, async (keys) => {
          const key = { id: 'a', subject: 'user:1', wrapped: randomBytes(60), createdAt: '' };
          await keys.add(key, 'always');
        });
        await expect(createSealing({ masterKey, keys: await elsewhere.open() })).rejects.toThrow(
          DataKeyStoreRefusedError,
        );
        await elsewhere.remove();
      });
    });

    describe('a rotated data key', () => {
      it('seals no new value, and opens the old ones', async () => {
        const old = await sealing.seal('config', 'secret', 'old');
        await sealing.rotateDataKey('config');
        const fresh = await sealing.seal('config', 'secret', 'new');
        expect(partsOf(fresh)[1]).not.toBe(partsOf(old)[1]);
        for (const current of [sealing, await open()]) {
          expect(await current.unseal('secret', old)).toBe('old');
          expect(await current.unseal('secret', fresh)).toBe('new');
          expect(partsOf(await current.seal('config', 'secret', 'newer'))[1]).toBe(partsOf(fresh)[1]);
        }
      });
    });

    describe('a master key', () => {
      it.each([0, 16, 31, 33, 64])('of %i bytes is refused', async (length) => {
        const keys = await place.open();
        await expect(createSealing({ masterKey: randomBytes(length), keys })).rejects.toThrow(MasterKeyError);
        await expect(sealing.rotateMasterKey(randomBytes(length))).rejects.toThrow(MasterKeyError);
        await keys.close();
      });

      it('that is not the one of the stored keys is refused, with what to do', async () => {
        const wrong = randomBytes(32);
        await expect(open(wrong)).rejects.toThrow(MasterKeyError);
        await expect(open(wrong)).rejects.toThrow(/REEVE_MASTER_KEY/);
      });

      it('is copied, so that the caller may wipe its own', async () => {
        const copy = Buffer.from(masterKey);
        await restart(copy);
        copy.fill(0);
        const sealed = await sealing.seal('user:new', EMAIL, 'someone@example.org');
        await restart();
        expect(await sealing.unseal(EMAIL, sealed)).toBe('someone@example.org');
      });

      it('does not show when the sealing is logged', () => {
        const shown = inspect(sealing, { depth: Infinity, showHidden: true }) + JSON.stringify(sealing);
        for (const encoding of ['hex', 'base64', 'base64url', 'latin1'] as const) {
          expect(shown).not.toContain(masterKey.toString(encoding));
        }
        expect(shown).not.toContain(inspect(masterKey).slice(8, 40));
      });

      it('can be changed: everything opens under the next, nothing under the last', async () => {
        const values = [await sealing.seal('user:1', EMAIL, 'one@example.org')];
        await sealing.rotateDataKey('user:1');
        values.push(await sealing.seal('user:1', EMAIL, 'two@example.org'));
        const next = randomBytes(32);
        await sealing.rotateMasterKey(next);
        values.push(await sealing.seal('user:1', EMAIL, 'three@example.org'));
        values.push(await sealing.seal('user:2', EMAIL, 'four@example.org'));

        const openAll = () => Promise.all(values.map((value) => sealing.unseal(EMAIL, value)));
        const plaintexts = ['one', 'two', 'three', 'four'].map((name) => `${name}@example.org`);
        expect(await openAll()).toEqual(plaintexts);
        await restart(next);
        expect(await openAll()).toEqual(plaintexts);
        await expect(open(masterKey)).rejects.toThrow(MasterKeyError);
      });

      it('can be changed while subjects get their first keys', async () => {
        const next = randomBytes(32);
        const sealed: Promise<Sealed>[] = [];
        let rotation: Promise<void> | undefined;
        for (let user = 0; user < 40; user++) {
          sealed.push(sealing.seal(`user:${user}`, EMAIL, `${user}@example.org`));
          if (user === 20) rotation = sealing.rotateMasterKey(next);
        }
        const values = await Promise.all(sealed);
        await rotation;
        await restart(next);
        for (const [user, value] of values.entries()) {
          expect(await sealing.unseal(EMAIL, value)).toBe(`${user}@example.org`);
        }
      });

      it('stays the one it was when the store does not take the change', async () => {
        const failing = await createSealing({ masterKey, keys: withoutRewrap(await place.open()) });
        opened.push(failing);
        const sealed = await failing.seal('user:1', EMAIL, 'someone@example.org');
        await expect(failing.rotateMasterKey(randomBytes(32))).rejects.toThrow('no room');
        const later = await failing.seal('user:2', EMAIL, 'later@example.org');
        await restart();
        expect(await sealing.unseal(EMAIL, sealed)).toBe('someone@example.org');
        expect(await sealing.unseal(EMAIL, later)).toBe('later@example.org');
      });
    });

    it('has forgotten its keys once it is closed', async () => {
      const sealed = await sealing.seal('user:1', EMAIL, 'someone@example.org');
      await sealing.close();
      await sealing.close();
      await expect(sealing.unseal(EMAIL, sealed)).rejects.toThrow(DataKeyStoreUnavailableError);
      await expect(sealing.seal('user:1', EMAIL, 'a')).rejects.toThrow(DataKeyStoreUnavailableError);
      await expect(sealing.seal('user:2', EMAIL, 'a')).rejects.toThrow(DataKeyStoreUnavailableError);
    });
  });
}

/** Of any UTF-16 code units: lone surrogates too. */
const anyString = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 })
  .map((units) => String.fromCharCode(...units));

function partsOf(sealed: Sealed | undefined): [version: string, id: string, nonce: string, bytes: string] {
  const [version, id, nonce, bytes] = (sealed ?? '').split('.');
  return [version ?? '', id ?? '', nonce ?? '', bytes ?? ''];
}

function isSealed(value: unknown): value is Sealed {
  return typeof value === 'string' && value.startsWith('rs1.');
}

async function withStore(place: KeyPlace, work: (keys: DataKeyStore) => Promise<void>): Promise<void> {
  const keys = await place.open();
  await work(keys);
  await keys.close();
}

function withoutRewrap(keys: DataKeyStore): DataKeyStore {
  return {
    get: (id) => keys.get(id),
    current: (subject) => keys.current(subject),
    add: (key, only) => keys.add(key, only),
    destroy: (subject) => keys.destroy(subject),
    all: () => keys.all(),
    rewrap: () => Promise.reject(new DataKeyStoreUnavailableError('no room')),
    isEmpty: () => keys.isEmpty(),
    close: () => keys.close(),
  };
}
