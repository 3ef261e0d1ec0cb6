import type { JsonObject } from '@reeve/contracts';
import { VersionConflictError } from '@reeve/event-store';
import { expect, it } from 'vitest';

import type { CurrentHarness } from './event-store-contract.js';
import { anEvent, append, aStream, collect, events, ids, rejectionOf } from './given.js';

const ISO_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

export function appendFeatures(current: CurrentHarness): void {
  it('1.1 to a new stream starts at revision 0', async () => {
    const { store } = current();
    const stream = aStream();
    expect(await append(store, stream, events(3), 'new')).toMatchObject({ revision: 2 });
    expect((await collect(store.readStream(stream))).map(({ revision }) => revision)).toEqual([0, 1, 2]);
  });

  it('1.2 at the exact revision continues there', async () => {
    const { store } = current();
    const stream = aStream();
    await append(store, stream, events(2), 'new');
    expect(await append(store, stream, events(2), 1)).toMatchObject({ revision: 3 });
  });

  it('1.3 to an existing stream continues wherever that is', async () => {
    const { store } = current();
    const stream = aStream();
    await append(store, stream, events(2), 'new');
    expect(await append(store, stream, events(1), 'existing')).toMatchObject({ revision: 2 });
  });

  it.each([
    { expected: 'new', length: 2, actual: 1 },
    { expected: 'existing', length: 0, actual: undefined },
    { expected: 0, length: 0, actual: undefined },
    { expected: 0, length: 2, actual: 1 },
    { expected: 2, length: 2, actual: 1 },
  ] as const)(
    '1.4 expecting $expected of a stream of $length is a conflict, and writes nothing',
    async ({ expected, length, actual }) => {
      const { store } = current();
      const stream = aStream();
      const there = events(length);
      if (length > 0) await append(store, stream, there, 'new');

      const error = await rejectionOf(append(store, stream, events(1), expected));

      expect(error).toBeInstanceOf(VersionConflictError);
      expect(error).toMatchObject({ stream, expected, actual });
      expect(ids(await collect(store.readStream(stream)))).toEqual(ids(there));
    },
  );

  it('1.5 answers with the position at which the last event is read', async () => {
    const { store } = current();
    const stream = aStream();
    const { position } = await append(store, stream, events(3), 'new');
    expect((await collect(store.readStream(stream))).at(-1)?.position).toBe(position);
  });

  it('1.6 gives every event back as it was', async () => {
    const { store } = current();
    const stream = aStream();
    const event = anEvent({
      type: 'testing.plan.price-changed.v12',
      data: {
        text: 'Grüße, 世界 \u{1F9EA} \u0000 \ud800 " \\ \n',
        numbers: [
          0,
          -1,
          0.1,
          Number.MAX_SAFE_INTEGER,
          Number.MIN_SAFE_INTEGER,
          1.7976931348623157e308,
          5e-324,
        ],
        deep: { list: [[], {}, [{ deeper: [null, true, false, ''] }]], 'a.b/c': 1, '': 2 },
        long: 'x'.repeat(100_000),
      },
      metadata: { $correlationId: 'a', $causationId: 'b', actor: { id: 'ü', role: null } },
    });

    await append(store, stream, [event], 'new');

    const [recorded] = await collect(store.readStream(stream));
    expect(recorded).toMatchObject({ ...event, stream, revision: 0 });
    expect(recorded?.data).toStrictEqual(event.data);
    expect(recorded?.metadata).toStrictEqual(event.metadata);
    expect(recorded?.recordedAt).toMatch(ISO_UTC);
  });

  it('1.7 keeps a key that JavaScript has a meaning for', async () => {
    const { store } = current();
    const stream = aStream();
    const data = JSON.parse('{"__proto__":{"admin":true},"constructor":1}') as JsonObject;
    await append(store, stream, [anEvent({ data })], 'new');
    const [recorded] = await collect(store.readStream(stream));
    expect(JSON.stringify(recorded?.data)).toBe(JSON.stringify(data));
  });

  it('1.8 records what the events were when they were appended', async () => {
    const { store } = current();
    const stream = aStream();
    const data = { list: [1] };
    const appended = append(store, stream, [anEvent({ data })], 'new');
    data.list.push(2);
    await appended;
    const [recorded] = await collect(store.readStream(stream));
    expect(recorded?.data).toEqual({ list: [1] });
  });
}
