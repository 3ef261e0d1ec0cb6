import type { EventToAppend, ExpectedRevision } from '@reeve/event-store';
import {
  eventBytes,
  InvalidEventError,
  MAX_APPEND_BYTES,
  MAX_APPEND_EVENTS,
  VersionConflictError,
} from '@reeve/event-store';
import { expect, it } from 'vitest';

import type { CurrentHarness } from './event-store-contract.js';
import { anEvent, append, aStream, collect, events, ids, rejectionOf } from './given.js';

interface BrokenAppend {
  readonly rule: string;
  readonly stream?: string;
  readonly toAppend?: readonly EventToAppend[];
  readonly expected?: ExpectedRevision;
}

const EVENT = anEvent();

const BROKEN: readonly BrokenAppend[] = [
  { rule: 'no events', toAppend: [] },
  { rule: 'too many events', toAppend: events(MAX_APPEND_EVENTS + 1) },
  { rule: 'one byte too many', toAppend: eventsOf(MAX_APPEND_BYTES + 1) },
  { rule: 'an id twice', toAppend: [EVENT, EVENT] },
  { rule: 'an empty id', toAppend: [anEvent({ id: '' })] },
  { rule: 'an id that is no UUID', toAppend: [anEvent({ id: 'one' })] },
  { rule: 'an upper-case id', toAppend: [anEvent({ id: EVENT.id.toUpperCase() })] },
  { rule: 'an empty type', toAppend: [anEvent({ type: '' })] },
  { rule: 'a class name as the type', toAppend: [anEvent({ type: 'ThingHappened' })] },
  { rule: 'a type without a version', toAppend: [anEvent({ type: 'testing.thing.happened' })] },
  { rule: 'a system type', toAppend: [anEvent({ type: '$metadata' })] },
  { rule: 'one bad event after a good one', toAppend: [anEvent(), anEvent({ type: '' })] },
  { rule: 'an empty stream name', stream: '' },
  { rule: 'a system stream', stream: '$all' },
  { rule: 'a space in the stream name', stream: 'a stream' },
  { rule: 'a stream name beyond ASCII', stream: 'überall' },
  { rule: 'a stream name of 201 characters', stream: 'x'.repeat(201) },
  { rule: 'a negative revision', expected: -1 },
  { rule: 'half a revision', expected: 0.5 },
  { rule: 'no number as the revision', expected: NaN },
];

export function appendRuleFeatures(current: CurrentHarness): void {
  it.each(BROKEN)(
    '2.1 refuses $rule',
    async ({ stream = aStream(), toAppend = events(1), expected = 'new' }) => {
      const { store } = current();
      await expect(append(store, stream, toAppend, expected)).rejects.toBeInstanceOf(InvalidEventError);
    },
  );

  it('2.2 takes as many bytes as the rule allows', async () => {
    const { store } = current();
    const stream = aStream();
    const toAppend = eventsOf(MAX_APPEND_BYTES);
    await append(store, stream, toAppend, 'new');
    expect(await collect(store.readStream(stream))).toMatchObject(toAppend);
  });

  it('2.3 takes as many events as the rule allows, all or none', async () => {
    const { store } = current();
    const stream = aStream();
    const toAppend = events(MAX_APPEND_EVENTS);
    await expect(append(store, stream, toAppend, 0)).rejects.toBeInstanceOf(VersionConflictError);
    expect(await collect(store.readStream(stream))).toEqual([]);

    expect(await append(store, stream, toAppend, 'new')).toMatchObject({ revision: MAX_APPEND_EVENTS - 1 });
    expect(ids(await collect(store.readStream(stream)))).toEqual(ids(toAppend));
  });

  it('2.4 takes a stream name of 200 characters', async () => {
    const { store } = current();
    const stream = aStream().padEnd(200, 'x');
    await append(store, stream, events(1), 'new');
    expect(await collect(store.readStream(stream))).toHaveLength(1);
  });

  it('2.5 leaves a stream as it was when the append is refused', async () => {
    const { store } = current();
    const stream = aStream();
    const error = await rejectionOf(append(store, stream, [anEvent(), anEvent({ type: '' })], 'new'));
    expect(error).toBeInstanceOf(InvalidEventError);
    expect(await collect(store.readStream(stream))).toEqual([]);
  });
}

/** Two events that together count for so many bytes. */
function eventsOf(bytes: number): EventToAppend[] {
  const first = anEvent();
  const padding = bytes - eventBytes(first) - eventBytes(anEvent({ data: { text: '' } }));
  return [first, anEvent({ data: { text: 'x'.repeat(padding) } })];
}
