import type { CollectionDefinition } from '@reeve/document-store';
import type { EventStore, Position } from '@reeve/event-store';
import { v4 } from 'uuid';
import type { Projection } from '../projection.js';

export const totals: CollectionDefinition = { name: 'test_totals', fields: {}, indexes: [] };

/** What was added to each stream so far: of nothing, no document says anything. An event that says `poison` cannot be projected. */
export const sums: Projection = {
  name: 'sums',
  version: 1,
  collections: [totals],
  filter: { streamPrefixes: ['sum-'] },
  async project({ stream, data, position }, read) {
    if (data['poison'] === true) throw new TypeError('cannot be digested');
    const added = data['add'] as number;
    if (added === 0) return [];
    const before = await read<{ total: number }>(totals, stream);
    const total = (before?.total ?? 0) + added;
    return [{ kind: 'put', collection: totals.name, id: stream, document: { total }, seen: position }];
  },
};

/** Appends an event to the end of a stream. */
export async function add(
  log: EventStore,
  stream: string,
  amount: number,
  over: { readonly poison?: boolean } = {},
): Promise<Position> {
  let revision: number | undefined;
  for await (const event of log.readStream(stream, { direction: 'backwards', limit: 1 })) {
    revision = event.revision;
  }
  const event = { id: v4(), type: 'test.sum.added.v1', data: { add: amount, ...over }, metadata: {} };
  const deadline = Date.now() + 5_000;
  return (await log.append(stream, [event], revision ?? 'new', { deadline })).position;
}
