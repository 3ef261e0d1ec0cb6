import type { EventFilter, EventStore, ExpectedRevision, RecordedEvent } from '@reeve/event-store';
import { InvalidEventError, VersionConflictError } from '@reeve/event-store';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { EventStoreHarness, OpenHarness } from './event-store-harness.js';
import { append, aPrefix, collect } from './given.js';

const RUNS = 100;
/** Few streams and few ids, so that appends meet each other, repeat each other and mix old ids with new ones. */
const STREAMS = ['a', 'ab', 'b'] as const;
const IDS = Array.from(
  { length: 12 },
  (_, index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
);
const TYPES = ['testing.one.happened.v1', 'testing.two.happened.v1'] as const;

/** The same random operations, one after the other, are answered alike by both stores. */
export function eventStoresAgree(names: string, openLeft: OpenHarness, openRight: OpenHarness): void {
  describe(`event stores agree: ${names}`, () => {
    let left: EventStoreHarness;
    let right: EventStoreHarness;
    beforeAll(async () => {
      [left, right] = await Promise.all([openLeft(), openRight()]);
    });
    afterAll(() => Promise.all([left.dispose(), right.dispose()]));

    it('on every append and every read', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 40 }), async (operations) => {
          const prefix = aPrefix();
          for (const perform of operations) {
            expect(await perform(left.store, prefix)).toEqual(await perform(right.store, prefix));
          }
        }),
        { numRuns: RUNS },
      );
    }, 60_000);
  });
}

type Operation = (store: EventStore, prefix: string) => Promise<unknown>;

const streamName = fc.constantFrom(...STREAMS);
const limit = fc.oneof(fc.constant(undefined), fc.integer({ min: 0, max: 12 }));
const expectation: fc.Arbitrary<ExpectedRevision> = fc.oneof(
  fc.constantFrom('new' as const, 'existing' as const),
  fc.integer({ min: 0, max: 12 }),
);

const appending: fc.Arbitrary<Operation> = fc
  .record({
    stream: streamName,
    expected: expectation,
    toAppend: fc.array(
      fc.record({
        id: fc.constantFrom(...IDS),
        type: fc.constantFrom(...TYPES),
        data: fc.dictionary(fc.string({ unit: 'binary' }), jsonValue()),
        metadata: fc.dictionary(fc.string(), jsonValue()),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(
    ({ stream, expected, toAppend }) =>
      async (store, prefix) =>
        answerOf(async () => {
          const { revision } = await append(store, prefix + stream, toAppend, expected);
          return revision;
        }),
  );

const readingStream: fc.Arbitrary<Operation> = fc
  .record({
    stream: streamName,
    direction: fc.constantFrom('forwards' as const, 'backwards' as const),
    from: fc.oneof(fc.constant(undefined), fc.integer({ min: 0, max: 20 })),
    limit,
  })
  .map(({ stream, direction, from, limit: most }) => async (store, prefix) => {
    const options = {
      direction,
      ...(from !== undefined && { from }),
      ...(most !== undefined && { limit: most }),
    };
    return withoutPlace(await collect(store.readStream(prefix + stream, options)), prefix);
  });

const readingAll: fc.Arbitrary<Operation> = fc
  .record({
    streams: fc.array(streamName, { minLength: 1, maxLength: 2 }),
    types: fc.oneof(
      fc.constant(undefined),
      fc.array(fc.constantFrom(...TYPES), { minLength: 1, maxLength: 2 }),
    ),
    skipped: fc.integer({ min: 0, max: 6 }),
    limit,
  })
  .map(({ streams, types, skipped, limit: most }) => async (store, prefix) => {
    const filter: EventFilter = {
      streamPrefixes: streams.map((stream) => prefix + stream),
      ...(types !== undefined && { typePrefixes: types }),
    };
    const before = await collect(store.readAll({ filter, limit: skipped }));
    const after = before.at(-1)?.position;
    const options = {
      filter,
      ...(after !== undefined && { after }),
      ...(most !== undefined && { limit: most }),
    };
    return withoutPlace(await collect(store.readAll(options)), prefix);
  });

const operation = fc.oneof({ weight: 3, arbitrary: appending }, readingStream, readingAll);

/** Any JSON value but -0, which JSON does not know. */
function jsonValue(): fc.Arbitrary<RecordedEvent['data'][string]> {
  return fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as RecordedEvent['data'][string]);
}

async function answerOf(ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof VersionConflictError) return { conflict: error.actual };
    if (error instanceof InvalidEventError) return { invalid: error.message };
    throw error;
  }
}

/** All but what two logs may differ in: where an event stands among those of others, and when it was written. */
function withoutPlace(recorded: readonly RecordedEvent[], prefix: string): unknown[] {
  return recorded.map(({ id, type, data, metadata, stream, revision }) => ({
    id,
    type,
    data,
    metadata,
    stream: stream.slice(prefix.length),
    revision,
  }));
}
