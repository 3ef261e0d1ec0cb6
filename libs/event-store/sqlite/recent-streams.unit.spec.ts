import { beforeEach, describe, expect, it } from 'vitest';
import type { EventRow } from './event-reader.js';
import { RecentStreams } from './recent-streams.js';

const row = (stream: string, revision: number): EventRow => [
  revision + 1,
  stream,
  revision,
  `id ${String(revision)}`,
  'test.thing.done.v1',
  0,
  '{}',
  '{}',
];

let recent: RecentStreams;
beforeEach(() => {
  recent = new RecentStreams();
});

describe('The end of a stream', () => {
  it('is not known before it was written or read', () => {
    expect(recent.from('a', 0)).toBeUndefined();
    expect(recent.endOf('a')).toBeUndefined();
  });

  it('is what was written last', () => {
    recent.add([row('a', 0), row('b', 0), row('a', 1)]);
    expect(recent.from('a', 2)).toEqual([]);
    expect(recent.from('a', 1)).toEqual([row('a', 1)]);
    expect(recent.from('b', 0)).toEqual([row('b', 0)]);
    expect([recent.endOf('a'), recent.endOf('b')]).toEqual(['id 1', 'id 0']);
  });

  it('says nothing of what stands before it', () => {
    recent.add([row('a', 0), row('a', 1)]);
    expect(recent.from('a', 0)).toBeUndefined();
  });

  it('is that there is nothing, until something is written', () => {
    recent.endsWith('a', null);
    expect(recent.from('a', 0)).toEqual([]);
    expect(recent.endOf('a')).toBeNull();
    recent.add([row('a', 0)]);
    expect(recent.from('a', 0)).toEqual([row('a', 0)]);
  });
});
