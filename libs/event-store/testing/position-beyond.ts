import type { EventStore, Position } from '@reeve/event-store';
import { comparePositions } from '@reeve/event-store';

import { append, aStream, events } from './given.js';

/** Appends to another store until its log is longer than one that ends at `head`, and gives the end of it. */
export async function positionBeyond(head: Position | undefined, longer: EventStore): Promise<Position> {
  for (;;) {
    const { position } = await append(longer, aStream(), events(1000), 'new');
    if (head === undefined || comparePositions(position, head) === 1) return position;
  }
}
