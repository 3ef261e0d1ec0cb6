import type { JsonObject } from '@reeve/contracts';
import type { DocumentStore } from '@reeve/document-store';
import { DocumentStoreUnavailableError } from '@reeve/document-store';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { Lease, LEASE_MS, projectionLeases } from './lease.js';
import { ManualClock } from './testing/manual-clock.js';

let clock: ManualClock;
let documents: DocumentStore;
beforeEach(() => {
  clock = new ManualClock();
  documents = openMemoryDocumentStore([projectionLeases]);
});

const leaseOf = (process: string, store = documents) => new Lease(store, 'sums', process, clock);

/** Takes it if it is free. */
async function attempt(lease: Lease<JsonObject>): Promise<boolean> {
  await lease.look();
  return await lease.hold({});
}

describe('a lease', () => {
  it('is of whoever comes first', async () => {
    const [here, there] = [leaseOf('here'), leaseOf('there')];
    await Promise.all([here.look(), there.look()]);
    expect([here.isFree, there.isFree]).toEqual([true, true]);

    expect(await Promise.all([here.hold({}), there.hold({})])).toEqual([true, false]);
    expect([here.isHeld, there.isHeld]).toEqual([true, false]);
  });

  it('is taken over when it was not renewed for as long as it holds', async () => {
    const [here, there] = [leaseOf('here'), leaseOf('there')];
    await attempt(here);
    await there.look();
    await clock.advance(LEASE_MS - 1);
    expect(await attempt(there)).toBe(false);
    await clock.advance(1);
    expect(await attempt(there)).toBe(true);
    expect(await here.hold({})).toBe(false);
  });

  it('stays where it is renewed, however long', async () => {
    const [here, there] = [leaseOf('here'), leaseOf('there')];
    await attempt(here);
    for (let renewal = 0; renewal < 10; renewal++) {
      await clock.advance(LEASE_MS - 1);
      expect(await here.hold({})).toBe(true);
      expect(await attempt(there)).toBe(false);
    }
  });

  it('can be taken at once when it was released', async () => {
    const [here, there] = [leaseOf('here'), leaseOf('there')];
    await attempt(here);
    expect(await attempt(there)).toBe(false);
    await here.release({});
    expect(here.isHeld).toBe(false);
    expect(await attempt(there)).toBe(true);
  });

  it('ends by the clock of its holder, counted from before its renewal was sent', async () => {
    const slow: DocumentStore = {
      ...documents,
      collection: (definition) => documents.collection(definition),
      write: async (...args) => {
        const written = await documents.write(...args);
        await clock.advance(LEASE_MS - 1_000);
        return written;
      },
    };
    const here = leaseOf('here', slow);
    await attempt(here);
    expect(here.isHeld).toBe(true);
    await clock.advance(1_000);
    expect(here.isHeld).toBe(false);
  });

  it('is held on while the store does not answer, until its time is over', async () => {
    let isAway = false;
    const flaky: DocumentStore = {
      ...documents,
      collection: (definition) => documents.collection(definition),
      write: (...args) =>
        isAway ? Promise.reject(new DocumentStoreUnavailableError('away')) : documents.write(...args),
    };
    const here = leaseOf('here', flaky);
    await attempt(here);
    isAway = true;
    await clock.advance(LEASE_MS - 1);
    await expect(here.hold({})).rejects.toThrow('away');
    expect(here.isHeld).toBe(true);
    await clock.advance(1);
    expect(here.isHeld).toBe(false);
  });

  it('is known for held although the write was carried out twice on its way', async () => {
    const twice: DocumentStore = {
      ...documents,
      collection: (definition) => documents.collection(definition),
      write: async (...args) => {
        await documents.write(...args);
        return await documents.write(...args);
      },
    };
    expect(await attempt(leaseOf('here', twice))).toBe(true);
  });

  it('stays with its holder when the store comes back empty', async () => {
    const [here, there] = [leaseOf('here'), leaseOf('there')];
    await attempt(here);
    await there.look();
    await documents.reset('sums', [projectionLeases]);

    expect(await attempt(there)).toBe(false);
    expect(await here.hold({})).toBe(true);
    expect(await attempt(there)).toBe(false);
  });

  it('is never held by two', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: LEASE_MS }) }),
      fc.record({
        kind: fc.constantFrom('look' as const, 'hold' as const, 'release' as const),
        who: fc.integer({ min: 0, max: 2 }),
        answer: fc.constantFrom('given' as const, 'lost' as const, 'none' as const),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const time = new ManualClock();
        const store = openMemoryDocumentStore([projectionLeases]);
        let answer: 'given' | 'lost' | 'none' = 'given';
        const failing: DocumentStore = {
          ...store,
          collection: (definition) => store.collection(definition),
          write: async (...args) => {
            const written = answer === 'none' ? undefined : await store.write(...args);
            if (answer !== 'given' || written === undefined) throw new DocumentStoreUnavailableError(answer);
            return written;
          },
        };
        const leases = ['a', 'b', 'c'].map((name) => new Lease(failing, 'sums', name, time));
        for (const each of steps) {
          if (each.kind === 'pass') {
            await time.advance(each.ms);
            continue;
          }
          answer = each.answer;
          const lease = leases[each.who];
          await (each.kind === 'look' ? lease?.look() : lease?.[each.kind]({}))?.catch(() => undefined);
          expect(leases.filter(({ isHeld }) => isHeld).length).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 500 },
    );
  });
});
