import { DocumentStoreRefusedError } from '@reeve/document-store';
import { EventStoreUnavailableError } from '@reeve/event-store';
import { Readiness } from '@reeve/platform';
import { DataKeyStoreUnavailableError } from '@reeve/sealing';
import { describe, expect, it } from 'vitest';
import { Opening } from './opening.js';
import type { PartName } from './part-name.js';

const PARTS: readonly PartName[] = ['event store', 'document store', 'key store', 'bus'];

function anOpening() {
  const closed: string[] = [];
  const said: string[] = [];
  const readiness = new Readiness();
  const stopping = new AbortController();
  const say = (...words: unknown[]) => void said.push(String(words.at(-1)));
  const opening = new Opening({
    needed: new Set(PARTS),
    readiness,
    log: { info: say, warn: say },
    signal: stopping.signal,
  });
  /** A part that is away so many times. */
  const part = (name: PartName, timesAway = 0, error: Error = new EventStoreUnavailableError('away')) => {
    let attempts = 0;
    return {
      name,
      awaited: true,
      check: () => Promise.resolve(),
      open: () => {
        attempts += 1;
        return attempts <= timesAway
          ? Promise.reject(error)
          : Promise.resolve({ attempts, close: () => Promise.resolve(void closed.push(name)) });
      },
    };
  };
  return { opening, readiness, stopping, part, closed, said };
}

describe('The parts of a process', () => {
  it('are waited for, one log line each when they are away and when they are there', async () => {
    const { opening, part, readiness, said } = anOpening();
    const opened = opening.open(part('event store', 2));
    expect(await readiness.missing()).toEqual(['event store']);
    expect((await opened).attempts).toBe(3);
    expect(await readiness.missing()).toEqual([]);
    expect(said).toEqual(['Waiting for the event store', 'The event store is there']);
  });

  it('are not opened when nobody needs them, and not missed', async () => {
    const { opening, part, readiness } = anOpening();
    expect(await opening.openIfNeeded(part('rate limiter', 99))).toBeUndefined();
    expect(await readiness.missing()).toEqual([]);
  });

  it('are not waited for when they refuse, or are embedded', async () => {
    const { opening, part } = anOpening();
    const refusal = new DocumentStoreRefusedError('no');
    await expect(opening.open(part('document store', 1, refusal))).rejects.toBe(refusal);
    const away = new DataKeyStoreUnavailableError('locked');
    await expect(opening.open({ ...part('key store', 1, away), awaited: false })).rejects.toBe(away);
  });

  it('are closed in the opposite order, and those still waited for are given up', async () => {
    const { opening, part, closed } = anOpening();
    await opening.open(part('event store'));
    await opening.open(part('document store'));
    const waiting = expect(opening.open(part('bus', Infinity))).rejects.toThrow('aborted');
    await opening.close();
    await waiting;
    expect(closed).toEqual(['document store', 'event store']);
  });

  it('are not waited for once the process is told to stop', async () => {
    const { opening, part, stopping } = anOpening();
    const waiting = expect(opening.open(part('bus', Infinity))).rejects.toThrow('aborted');
    stopping.abort();
    await waiting;
  });
});
