import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataKeysChangedError, DataKeyStoreRefusedError, DataKeyStoreUnavailableError } from '@reeve/sealing';
import type { DataKeyStore, WrappedKey } from '@reeve/sealing';
import { openJetStreamDataKeyStore } from '@reeve/sealing/jetstream';
import type { Connection } from '@reeve/sealing/jetstream';
import { startNatsServer } from '@reeve/testing/nats';
import type { TestServer } from '@reeve/testing/servers';
import { describeWithPart } from '@reeve/testing/servers';
import { connect, NatsError } from 'nats';
import type { Msg, NatsConnection } from 'nats';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';

const STREAM = 'REEVE_KEYS';

describeWithPart('nats-server', 'The key store in JetStream', () => {
  let folder: string;
  let nats: TestServer;
  let connection: NatsConnection;
  let store: DataKeyStore;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reeve-jetstream-'));
    nats = await startNatsServer({ config: `jetstream { store_dir: "${folder}", sync_interval: always }` });
    connection = await connect({
      servers: nats.url,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 50,
      reconnectJitter: 0,
    });
    store = await open();
  });
  afterEach(async () => {
    await connection.close();
    await nats.stop();
    await rm(folder, { recursive: true });
  });

  const open = (over: Connection = connection) => openJetStreamDataKeyStore({ connection: () => over });

  /** Everything that the stream has on the disk. */
  const bytes = async () => {
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    const contents = files
      .filter((file) => file.isFile())
      .map((file) => readFile(join(file.parentPath, file.name)));
    return Buffer.concat(await Promise.all(contents));
  };
  const isOnDisk = async ({ wrapped }: WrappedKey) => (await bytes()).includes(wrapped.toString('base64'));

  /** A connection on which some requests go wrong, each time anew. */
  const faulty = (request: (subject: string, send: () => Promise<Msg>) => Promise<Msg>): Connection => ({
    request: (subject, ...rest) => request(subject, () => connection.request(subject, ...rest)),
  });
  const isAppend = (subject: string) => subject.startsWith(`${STREAM}.`);
  const timeout = () => new NatsError('TIMEOUT', 'TIMEOUT');

  const addKeys = async (count: number): Promise<WrappedKey[]> => {
    const keys = Array.from({ length: count }, (_, n) => keyOf(`user:${n}`));
    for (const key of keys) await store.add(key, 'always');
    return keys;
  };

  describe('answers right when acknowledgements are lost', () => {
    /** Loses that of every append the first time it is sent. */
    const losing = () => {
      let appended = 0;
      return faulty(async (subject, send) => {
        const reply = await send();
        if (!isAppend(subject)) return reply;
        appended += 1;
        if (appended % 2 === 1) throw timeout();
        return reply;
      });
    };

    it('of a key', async () => {
      const over = await open(losing());
      const key = keyOf('user:1');
      expect(await over.add(key, 'if-first')).toEqual(key);
      expect(await over.add(keyOf('user:1'), 'if-first')).toEqual(key);
      expect(await store.all()).toEqual([key]);
    });

    it('of an erasure', async () => {
      const [key] = await addKeys(1);
      await (await open(losing())).destroy('user:0');
      expect(await store.get(key?.id ?? '')).toBe('erased');
    });

    it('of the message that puts a new generation in force', async () => {
      const keys = await addKeys(3);
      const rewrapped = keys.map(rewrap);
      const over = await open(
        faulty(async (subject, send) => {
          const reply = await send();
          if (subject === `${STREAM}.generation`) throw timeout();
          return reply;
        }),
      );
      await over.rewrap(rewrapped);
      expect(await store.all()).toEqual(rewrapped);
    });
  });

  describe('has all keys under one wrapping', () => {
    it('wherever rewrapping is cut off, and can be rewrapped afterwards', async () => {
      let present: readonly WrappedKey[] = await addKeys(4);
      await store.destroy('user:3');
      present = await store.all();
      let outcome: unknown;
      for (let survives = 0; outcome !== 'done'; survives++) {
        let asked = 0;
        // From then on nothing gets through: the process is dead.
        const dying = faulty((_, send) => (++asked > survives ? Promise.reject(timeout()) : send()));
        const rewrapped = present.map(rewrap);
        outcome = await open(dying)
          .then((dead) => dead.rewrap(rewrapped))
          .then(
            () => 'done',
            (error: unknown) => error,
          );
        if (outcome !== 'done') expect(outcome).toBeInstanceOf(DataKeyStoreUnavailableError);
        const found = await store.all();
        expect([present, rewrapped]).toContainEqual(found);
        if (outcome === 'done') expect(found).toEqual(rewrapped);
        present = found;
      }
      const last = present.map(rewrap);
      await store.rewrap(last);
      expect(await store.all()).toEqual(last);
      for (const key of present) expect(await isOnDisk(key)).toBe(false);
    }, 120_000);

    it('when a key is added by another process in the middle', async () => {
      const keys = await addKeys(5);
      const another = keyOf('user:another');
      let asked = 0;
      const interrupted = await open(
        faulty(async (subject, send) => {
          if (isAppend(subject) && ++asked === 3) await store.add(another, 'if-first');
          return await send();
        }),
      );
      await expect(interrupted.rewrap(keys.map(rewrap))).rejects.toThrow(DataKeysChangedError);
      expect(await store.all()).toEqual([...keys, another]);
      const rewrapped = (await store.all()).map(rewrap);
      await store.rewrap(rewrapped);
      expect(await store.all()).toEqual(rewrapped);
    });
  });

  describe('forgets', () => {
    it('the bytes of destroyed keys and no others', async () => {
      const keys = [...(await addKeys(20)), ...(await addKeys(20))];
      const isDestroyed = ({ subject }: WrappedKey) => subject.endsWith('7');
      await store.destroy('user:7');
      await store.destroy('user:17');
      for (const key of keys) expect(await isOnDisk(key)).toBe(!isDestroyed(key));
    });

    it('what an erasure that was cut off has left', async () => {
      const [key = keyOf('none')] = await addKeys(1);
      const dying = await open(
        faulty((subject, send) => (subject.includes('MSG.DELETE') ? Promise.reject(timeout()) : send())),
      );
      await expect(dying.destroy('user:0')).rejects.toThrow(DataKeyStoreUnavailableError);
      expect(await store.get(key.id)).toBe('erased');
      expect(await isOnDisk(key)).toBe(true);
      await store.destroy('user:0');
      expect(await isOnDisk(key)).toBe(false);
    });

    it('the wrappings of the last master key', async () => {
      const keys = await addKeys(100);
      await store.rewrap(keys.map(rewrap));
      for (const key of keys) expect(await isOnDisk(key)).toBe(false);
    });
  });

  it('has every acknowledged key, and every erasure, after its server was killed again and again', async () => {
    const added = new Map<string, WrappedKey>();
    const erased: string[] = [];
    for (let round = 0; round < 5; round++) {
      let running = true;
      const working = Array.from({ length: 4 }, async (_, worker) => {
        for (let n = 0; running; n++) {
          const key = keyOf(`user:${round}-${worker}-${n}`);
          try {
            const kept = await store.add(key, 'if-first');
            if (kept !== 'erased') added.set(kept.subject, kept);
            if (n % 5 === 4) {
              await store.destroy(key.subject);
              erased.push(key.subject);
            }
          } catch (error) {
            expect(error).toBeInstanceOf(DataKeyStoreUnavailableError);
          }
        }
      });
      const atLeast = added.size + 10;
      await expect.poll(() => added.size, { timeout: 20_000 }).toBeGreaterThan(atLeast);
      await nats.restart();
      running = false;
      await Promise.all(working);
    }
    for (const subject of erased) expect(await store.current(subject)).toBe('erased');
    const gone = new Set(erased);
    for (const [subject, key] of added) {
      if (gone.has(subject)) continue;
      // An erasure that was not acknowledged may have been made.
      expect([key, 'erased']).toContainEqual(await store.current(subject));
    }
    expect(added.size).toBeGreaterThan(50);
  }, 120_000);

  describe('adds together what is asked for at once', () => {
    it('in a few round trips, each key for itself', async () => {
      await store.destroy('user:7');
      let roundTrips = 0;
      const counting = await open(
        faulty(async (subject, send) => {
          if (subject.includes('STREAM.INFO')) roundTrips += 1;
          return await send();
        }),
      );
      const opened = roundTrips;
      const keys = Array.from({ length: 100 }, (_, n) => keyOf(`user:${n % 50}`));
      const added = await Promise.all(keys.map((key) => counting.add(key, 'if-first')));
      expect(added.slice(0, 50)).toEqual(keys.slice(0, 50).map((key, n) => (n === 7 ? 'erased' : key)));
      expect(added.slice(50)).toEqual(added.slice(0, 50));
      expect(await store.all()).toEqual(keys.slice(0, 50).filter((_, n) => n !== 7));
      // One would do; the first key is on its way when the others are asked for, and their second ones come after.
      expect(roundTrips - opened).toBeLessThan(5);
    });

    it('and none that could not be found, where another process has the place of a message', async () => {
      for (let place = 0; place < 8; place++) {
        let appended = 0;
        let goOn: () => void = () => undefined;
        const hasIntruded = new Promise<void>((resolve) => (goOn = resolve));
        const interrupted = await open(
          faulty(async (subject, send) => {
            if (!isAppend(subject)) return await send();
            const nth = appended++;
            if (nth === place) {
              await store.destroy(`user:intruder-${place}`);
              goOn();
            } else if (nth > place) {
              await hasIntruded;
            }
            return await send();
          }),
        );
        const keys = [0, 1, 2, 3].map((n) => keyOf(`user:${place}-${n}`));
        expect(await Promise.all(keys.map((key) => interrupted.add(key, 'always')))).toEqual(keys);
        expect(await Promise.all(keys.map(({ id }) => store.get(id)))).toEqual(keys);
      }
    });

    it('and whichever is overtaken once more, wherever another process comes in between', async () => {
      for (let place = 0; place < 8; place++) {
        const subjects = [0, 1, 2, 3].map((n) => `user:${place}-${n}`);
        const others = [keyOf(subjects[1] ?? ''), keyOf(subjects[3] ?? '')] as const;
        let appended = 0;
        const interrupted = await open(
          faulty(async (subject, send) => {
            if (isAppend(subject) && appended++ === place) {
              await store.add(others[0], 'always');
              await store.destroy(others[1].subject);
            }
            return await send();
          }),
        );
        const keys = subjects.map((subject) => keyOf(subject));
        const added = await Promise.all(keys.map((key) => interrupted.add(key, 'always')));
        for (const [n, key] of keys.slice(0, 3).entries()) {
          expect(added[n]).toEqual(key);
          expect(await store.get(key.id)).toEqual(key);
        }
        // It may have come in before the other process erased it, and is told to be erased all the same.
        const kept = await store.get(keys[3]?.id ?? '');
        expect(added[3] === 'erased' ? [undefined, 'erased'] : ['erased']).toContain(kept);
        expect(await store.get(others[0].id)).toEqual(others[0]);
        expect(await store.current(others[1].subject)).toBe('erased');
      }
    });
  });

  it('takes no key for a subject that another process is erasing', async () => {
    const other = await open();
    for (let round = 0; round < 20; round++) {
      const subject = `user:${round}`;
      await Promise.all([
        store.add(keyOf(subject), 'always'),
        other.destroy(subject),
        store.add(keyOf(subject), 'if-first'),
      ]);
      expect(await store.current(subject)).toBe('erased');
      expect(await other.add(keyOf(subject), 'always')).toBe('erased');
    }
    expect(await store.all()).toEqual([]);
  });

  describe('is unavailable', () => {
    it('at once without a connection', async () => {
      const none = openJetStreamDataKeyStore({ connection: () => undefined });
      await expect(none).rejects.toThrow(DataKeyStoreUnavailableError);
    });

    it('when NATS has no JetStream', async () => {
      const plain = await startNatsServer();
      const other = await connect({ servers: plain.url });
      onTestFinished(async () => {
        await other.close();
        await plain.stop();
      });
      await expect(open(other)).rejects.toThrow(DataKeyStoreUnavailableError);
      await expect(open(other)).rejects.toThrow('JetStream is not there');
    });

    it('within seconds when its server is frozen, to all who ask', async () => {
      await nats.freeze();
      // A signal takes its time to arrive.
      await expect
        .poll(() => store.isEmpty().catch(String), { timeout: 10_000 })
        .toContain('cannot be asked');
      const began = performance.now();
      const asked = [
        store.get('nobody'),
        store.current('user:1'),
        store.isEmpty(),
        store.all(),
        ...Array.from({ length: 10 }, (_, n) => store.add(keyOf(`user:${n}`), 'if-first')),
        store.destroy('user:1'),
      ];
      for (const outcome of await Promise.allSettled(asked)) {
        expect(outcome).toMatchObject({
          status: 'rejected',
          reason: expect.any(DataKeyStoreUnavailableError) as Error,
        });
      }
      expect(performance.now() - began).toBeLessThan(12_000);
      nats.thaw();
      await expect.poll(() => store.isEmpty().catch(() => 'not yet'), { timeout: 10_000 }).toBe(true);
    });
  });

  describe('is refused', () => {
    const change = async (settings: object) => {
      const manager = await connection.jetstreamManager();
      await manager.streams.update(STREAM, settings);
    };

    it('when the stream was set to forget', async () => {
      await change({ max_msgs_per_subject: 1 });
      await expect(open()).rejects.toThrow(DataKeyStoreRefusedError);
      await expect(open()).rejects.toThrow('set to forget');
    });

    it('when the stream is something else', async () => {
      const manager = await connection.jetstreamManager();
      await manager.streams.add({ name: 'OTHER', subjects: ['OTHER.>'] });
      const opened = openJetStreamDataKeyStore({ connection: () => connection, stream: 'OTHER' });
      await expect(opened).rejects.toThrow('not a key store of Reeve');
    });

    it('when a newer version wrote it', async () => {
      await change({ description: 'Wrapped data keys of Reeve, format 2. Something new.' });
      await expect(open()).rejects.toThrow('written by a newer version');
    });

    it('when somebody has written something else into it', async () => {
      const manager = connection.jetstream();
      await manager.publish(`${STREAM}.generation`, 'no json');
      await expect(store.current('user:1')).rejects.toThrow(DataKeyStoreRefusedError);
      await manager.publish(`${STREAM}.generation`, '{}');
      await expect(store.current('user:1')).rejects.toThrow(DataKeyStoreRefusedError);
    });
  });
});

function keyOf(subject: string): WrappedKey {
  return { id: randomUUID(), subject, wrapped: randomBytes(60), createdAt: new Date().toISOString() };
}

function rewrap(key: WrappedKey): WrappedKey {
  return { ...key, wrapped: randomBytes(60) };
}
