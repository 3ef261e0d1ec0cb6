import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { DataKeyStoreRefusedError, DataKeyStoreUnavailableError } from '@reeve/sealing';
import type { WrappedKey } from '@reeve/sealing';
import { createSealing } from '@reeve/sealing/envelope';
import { openSqliteDataKeyStore } from '@reeve/sealing/sqlite';
import { dataKeyStoreFeatures, sealingFeatures } from '@reeve/sealing/testing';
import type { KeyPlace } from '@reeve/sealing/testing';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

async function filePlace(): Promise<KeyPlace> {
  const folder = await mkdtemp(join(tmpdir(), 'reeve-keys-'));
  return {
    open: () => openSqliteDataKeyStore({ path: join(folder, 'keys.db') }),
    remove: () => rm(folder, { recursive: true }),
  };
}

dataKeyStoreFeatures('sqlite', filePlace);
sealingFeatures('sqlite', filePlace);

describe('the key store file', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reeve-keys-'));
    path = join(folder, 'keys.db');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const open = () => openSqliteDataKeyStore({ path });
  /** Everything on disk: the file and its journal. */
  const bytes = async () =>
    Buffer.concat([await readFile(path), await readFile(`${path}-journal`).catch(() => Buffer.alloc(0))]);
  const edit = (sql: string) => {
    const db = new Database(path);
    db.exec(sql);
    db.close();
  };

  describe('is its owner’s alone', () => {
    it('from its first moment, and its journal with it', async () => {
      const store = await open();
      await store.add(keyOf('user:1'), 'always');
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      expect((await stat(`${path}-journal`)).mode & 0o777).toBe(0o600);
      await store.close();
    });

    it('again, when it was copied carelessly', async () => {
      await (await open()).close();
      await chmod(path, 0o644);
      await (await open()).close();
      expect((await stat(path)).mode & 0o777).toBe(0o600);
    });
  });

  describe('forgets', () => {
    it('the bytes of destroyed keys', async () => {
      const store = await open();
      const keys = Array.from({ length: 300 }, (_, i) => keyOf(`user:${i % 100}`));
      for (const key of keys) await store.add(key, 'always');
      const isDestroyed = ({ subject }: WrappedKey) => subject.endsWith('7');
      for (const { subject } of keys.slice(0, 100).filter(isDestroyed)) await store.destroy(subject);

      const onDisk = await bytes();
      for (const key of keys) expect(onDisk.includes(key.wrapped)).toBe(!isDestroyed(key));
      for (const key of keys.filter(isDestroyed)) {
        expect(onDisk.includes(key.wrapped.subarray(0, 16))).toBe(false);
        expect(onDisk.includes(key.wrapped.subarray(-16))).toBe(false);
      }
      await store.close();
    });

    it('the wrappings of the last master key', async () => {
      const store = await open();
      const keys = Array.from({ length: 50 }, (_, i) => keyOf(`user:${i}`));
      for (const key of keys) await store.add(key, 'always');
      await store.rewrap(keys.map((key) => ({ ...key, wrapped: randomBytes(60) })));
      const onDisk = await bytes();
      for (const key of keys) expect(onDisk.includes(key.wrapped)).toBe(false);
      await store.close();
    });

    it('never what it was not told: neither a plaintext nor the master key', async () => {
      const masterKey = randomBytes(32);
      const sealing = await createSealing({ masterKey, keys: await open() });
      await sealing.seal('user:1', 'users.email', 'someone@example.org');
      sealing.fingerprint('users.email', 'someone@example.org');
      const onDisk = await bytes();
      expect(onDisk.includes('user:1')).toBe(true);
      expect(onDisk.includes('someone@example.org')).toBe(false);
      for (const encoding of ['hex', 'base64', 'latin1'] as const) {
        expect(onDisk.includes(Buffer.from(masterKey.toString(encoding), 'latin1'))).toBe(false);
      }
      await sealing.close();
    });
  });

  describe('is refused', () => {
    it('when it is no database', async () => {
      await writeFile(path, 'something else entirely'.repeat(100));
      await expect(open()).rejects.toThrow(DataKeyStoreRefusedError);
    });

    it('when any page of it is damaged', async () => {
      const store = await open();
      for (let i = 0; i < 300; i++) await store.add(keyOf(`user:${i}`), 'always');
      await store.close();
      const damaged = await readFile(path);
      await writeFile(path, damaged.fill(0x5a, damaged.length - 4096));
      await expect(open()).rejects.toThrow(/is damaged: restore it from a backup .+\)$/);
      await expect(open()).rejects.toThrow(DataKeyStoreRefusedError);
    });

    it('when it is another program’s', async () => {
      edit('CREATE TABLE theirs (a)');
      await expect(open()).rejects.toThrow(`${path} is not a key store of Reeve`);
    });

    it('when it is a newer version’s, and is left as it was', async () => {
      await (await open()).close();
      edit('PRAGMA user_version = 2');
      const before = await readFile(path);
      await expect(open()).rejects.toThrow(/written by a newer version of Reeve \(schema 2/);
      await expect(open()).rejects.toThrow(DataKeyStoreRefusedError);
      expect(await readFile(path)).toEqual(before);
    });

    it('when its folder is not there', async () => {
      const nowhere = join(folder, 'none', 'keys.db');
      await expect(openSqliteDataKeyStore({ path: nowhere })).rejects.toThrow(DataKeyStoreUnavailableError);
    });
  });

  describe('commits', () => {
    /** See https://www.sqlite.org/fileformat2.html#file_change_counter: one more with each transaction. */
    const CHANGE_COUNTER = 24;
    const commits = async () => (await readFile(path)).readUInt32BE(CHANGE_COUNTER);

    it('together what is added in one turn, each key for itself', async () => {
      const store = await open();
      await store.destroy('user:7');
      const before = await commits();
      const keys = Array.from({ length: 100 }, (_, i) => keyOf(`user:${i % 50}`));
      const added = await Promise.all(keys.map((key) => store.add(key, 'if-first')));
      expect(await commits()).toBe(before + 1);
      expect(added.slice(0, 50)).toEqual(keys.slice(0, 50).map((key, i) => (i === 7 ? 'erased' : key)));
      expect(added.slice(50)).toEqual(added.slice(0, 50));
      await store.close();
    });

    // Few are added by the thread that asks, many by one of their own.
    describe.each([2, 20])('of %d keys', (count) => {
      const keysOf = () => Array.from({ length: count }, (_, i) => keyOf(`user:${i}`));

      it('nothing of one turn when any of it fails', async () => {
        const store = await open();
        const keys = keysOf();
        const [{ id } = keyOf('none')] = keys;
        const adding = [...keys.slice(1), { ...keyOf('user:0'), id }, ...keys.slice(0, 1)];
        for (const outcome of await Promise.allSettled(adding.map((key) => store.add(key, 'always')))) {
          expect(outcome).toMatchObject({ reason: { name: 'DataKeyStoreUnavailableError' } });
        }
        expect(await store.isEmpty()).toBe(true);
        expect(await Promise.all(keys.map((key) => store.add(key, 'always')))).toEqual(keys);
        await store.close();
      });

      it('what was added right before it is closed', async () => {
        const store = await open();
        const adding = Promise.all(keysOf().map((key) => store.add(key, 'always')));
        await store.close();
        const keys = await adding;
        const reopened = await open();
        expect(await reopened.all()).toEqual(keys);
        await reopened.close();
      });

      it('before what is asked while they are added', async () => {
        const store = await open();
        const keys = keysOf();
        const adding = keys.map((key) => store.add(key, 'if-first'));
        await new Promise((resolve) => setImmediate(resolve));
        const found = await Promise.all(keys.map(({ subject }) => store.current(subject)));
        await store.destroy('user:1');
        expect(await Promise.all(adding)).toEqual(found);
        expect(found).toEqual(keys);
        expect(await store.current('user:1')).toBe('erased');
        await store.close();
      });
    });
  });

  it('answers nothing once closed', async () => {
    const store = await open();
    await store.close();
    await expect(store.current('user:1')).rejects.toThrow(DataKeyStoreUnavailableError);
    await expect(store.destroy('user:1')).rejects.toThrow(DataKeyStoreUnavailableError);
  });

  describe('between processes', () => {
    it('is made once, and gives all the same first keys', async () => {
      const racers = Array.from({ length: 4 }, () =>
        inAnotherProcess(
          path,
          `const { randomBytes } = await import('node:crypto');
           process.stdin.resume();
           console.log('ready');
           await new Promise((go) => process.stdin.once('data', go));
           process.stdin.pause();
           const store = await openSqliteDataKeyStore({ path });
           const won = [];
           for (let i = 0; i < 20; i++) {
             const id = randomBytes(9).toString('hex');
             const key = { id, subject: 'user:' + i, wrapped: randomBytes(60), createdAt: '' };
             won.push((await store.add(key, 'if-first')).id);
           }
           console.log(won.join());`,
        ),
      );
      await Promise.all(racers.map((racer) => once(racer.stdout, 'readable')));
      for (const racer of racers) racer.stdin.end('go');
      const outcomes = await Promise.all(
        racers.map(async (racer) => {
          const [printed, complained] = await Promise.all([text(racer.stdout), text(racer.stderr)]);
          expect(complained).toBe('');
          return printed;
        }),
      );
      expect(new Set(outcomes).size).toBe(1);

      const store = await open();
      expect(await store.all()).toHaveLength(20);
      await store.close();
    });

    it('has every key under the old wrapping when one is killed in the middle of rewrapping', async () => {
      const masterKey = randomBytes(32);
      const sealing = await createSealing({ masterKey, keys: await open() });
      const sealed = await sealing.seal('user:1', 'users.email', 'someone@example.org');
      await sealing.close();
      const before = await open();
      // More than SQLite keeps in memory: the changed pages are in the file when the process dies.
      for (let i = 0; i < 64; i++) {
        await before.add({ ...keyOf(`padding:${i}`), wrapped: randomBytes(65_536) }, 'always');
      }
      const keys = await before.all();
      await before.close();

      const killed = inAnotherProcess(
        path,
        `const store = await openSqliteDataKeyStore({ path });
         const rewrapped = (await store.all()).map((key) => ({ ...key, wrapped: Buffer.alloc(key.wrapped.length) }));
         const last = rewrapped.at(-1);
         Object.defineProperty(last, 'wrapped', { get: () => process.kill(process.pid, 'SIGKILL') });
         await store.rewrap(rewrapped);`,
      );
      expect(await once(killed, 'exit')).toEqual([null, 'SIGKILL']);
      const onDisk = await readFile(path);
      expect(keys.some((key) => !onDisk.includes(key.wrapped.subarray(0, 60)))).toBe(true);

      const after = await open();
      expect((await after.all()).map(inBase64)).toEqual(keys.map(inBase64));
      await after.close();
      const reopened = await createSealing({ masterKey, keys: await open() });
      expect(await reopened.unseal('users.email', sealed)).toBe('someone@example.org');
      await reopened.close();
    });
  });
});

function keyOf(subject: string): WrappedKey {
  const id = randomBytes(9).toString('base64url');
  return { id, subject, wrapped: randomBytes(60), createdAt: new Date().toISOString() };
}

/** Text, because vitest takes seconds to compare megabytes of buffers. */
function inBase64({ id, wrapped }: WrappedKey): string {
  return `${id} ${wrapped.toString('base64')}`;
}

/** A process of its own, with `path` and `openSqliteDataKeyStore` at hand. Runs what was compiled. */
function inAnotherProcess(path: string, script: string) {
  const preamble = `
    import { openSqliteDataKeyStore } from '@reeve/sealing/sqlite';
    const path = ${JSON.stringify(path)};`;
  return spawn(process.execPath, ['--input-type=module', '--eval', preamble + script], {
    cwd: import.meta.dirname,
  });
}
