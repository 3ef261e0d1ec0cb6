import type { ResolvedEvent } from '@eventstore/db-client';
import { EventStoreRefusedError } from '@reeve/event-store';
import { describe, expect, it } from 'vitest';

import { commitOf, isSystemEvent, isWanted, toRecordedEvent } from './recorded-event.js';

type ServerEvent = NonNullable<ResolvedEvent['event']>;

function aServerEvent(event: Partial<Record<keyof ServerEvent, unknown>> = {}): ResolvedEvent {
  return {
    event: {
      id: '6fa459ea-ee8a-4ca4-894e-db77e160355e',
      type: 'testing.thing.happened.v1',
      streamId: 'thing-1',
      revision: 7n,
      isJson: true,
      data: { number: 1 },
      metadata: { actor: 'a' },
      created: new Date('2026-01-02T03:04:05.678Z'),
      position: { commit: 42n, prepare: 42n },
      ...event,
    } as unknown as ServerEvent,
  };
}

describe('An event of EventStoreDB', () => {
  it('is what was appended, and where and when', () => {
    expect(toRecordedEvent(aServerEvent())).toEqual({
      id: '6fa459ea-ee8a-4ca4-894e-db77e160355e',
      type: 'testing.thing.happened.v1',
      stream: 'thing-1',
      revision: 7,
      data: { number: 1 },
      metadata: { actor: 'a' },
      recordedAt: '2026-01-02T03:04:05.678Z',
      position: '0000000000000000042',
    });
  });

  it('may come without metadata', () => {
    expect(toRecordedEvent(aServerEvent({ metadata: undefined })).metadata).toEqual({});
  });

  it.each([
    ['binary data', { isJson: false, data: new Uint8Array([1]) }],
    ['text that is no JSON', { data: '{' }],
    ['a list', { data: [1] }],
    ['null', { data: null }],
    ['binary metadata', { metadata: new Uint8Array([1]) }],
  ])('is refused, not skipped, with %s', (_, event) => {
    expect(() => toRecordedEvent(aServerEvent(event))).toThrow(EventStoreRefusedError);
    expect(() => toRecordedEvent(aServerEvent(event))).toThrow('Revision 7 of stream thing-1');
  });

  it.each([
    ['a system type', aServerEvent({ type: '$metadata' })],
    ['a system stream', aServerEvent({ streamId: '$$thing-1' })],
    ['a link', { ...aServerEvent(), link: aServerEvent({ type: '$>' }).event } as ResolvedEvent],
    ['a link to what was deleted', { commitPosition: 3n }],
  ])('is a system event with %s', (_, event) => {
    expect(isSystemEvent(event)).toBe(true);
  });

  it('is ours otherwise', () => {
    expect(isSystemEvent(aServerEvent())).toBe(false);
  });

  it('is wanted when it passes the filter and the server did not write it for itself', () => {
    expect(isWanted(undefined, aServerEvent())).toBe(true);
    expect(isWanted({ streamPrefixes: ['thing-'], typePrefixes: ['testing.'] }, aServerEvent())).toBe(true);
    expect(isWanted({ streamPrefixes: ['thing-'], typePrefixes: ['other.'] }, aServerEvent())).toBe(false);
    expect(isWanted(undefined, aServerEvent({ type: '$metadata' }))).toBe(false);
  });

  it('has its place from wherever the server tells it', () => {
    expect(commitOf(aServerEvent())).toBe(42n);
    expect(commitOf({ ...aServerEvent({ position: undefined }), commitPosition: 41n })).toBe(41n);
    expect(() => commitOf(aServerEvent({ position: undefined }))).toThrow(EventStoreRefusedError);
  });
});
