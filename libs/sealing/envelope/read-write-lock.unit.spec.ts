import { describe, expect, it } from 'vitest';
import { ReadWriteLock } from './read-write-lock.js';

describe('read-write lock', () => {
  const started: string[] = [];
  const lock = new ReadWriteLock();
  const finish = new Map<string, () => void>();
  const work = (name: string) => () =>
    new Promise<void>((resolve) => {
      started.push(name);
      finish.set(name, resolve);
    });
  /** Lets everything that can start, start. */
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const end = async (name: string) => {
    finish.get(name)?.();
    await settle();
  };

  it('runs reads together and writes alone, in the order asked for', async () => {
    const all = [
      lock.read(work('read 1')),
      lock.read(work('read 2')),
      lock.write(work('write 1')),
      lock.read(work('read 3')),
      lock.write(work('write 2')),
      lock.read(work('read 4')),
    ];
    await settle();
    expect(started).toEqual(['read 1', 'read 2']);
    await end('read 1');
    expect(started).toHaveLength(2);
    await end('read 2');
    expect(started.slice(2)).toEqual(['write 1']);
    await end('write 1');
    expect(started.slice(3)).toEqual(['read 3']);
    await end('read 3');
    expect(started.slice(4)).toEqual(['write 2']);
    await end('write 2');
    expect(started.slice(5)).toEqual(['read 4']);
    await end('read 4');
    await Promise.all(all);
  });

  it('goes on after work that failed', async () => {
    const fail = () => Promise.reject(new Error('failed'));
    await expect(lock.read(fail)).rejects.toThrow('failed');
    await expect(lock.write(fail)).rejects.toThrow('failed');
    expect(await lock.read(() => Promise.resolve('read'))).toBe('read');
    expect(await lock.write(() => Promise.resolve('written'))).toBe('written');
  });
});
