import type { CollectionDefinition, Document, WriteOperation } from '@reeve/document-store';
import type { EventFilter, Position, RecordedEvent } from '@reeve/event-store';

/** Reads a document as it stands after every event projected so far, those of the running batch included. */
export type ReadDocument = <D extends Document>(
  collection: CollectionDefinition,
  id: string,
) => Promise<D | undefined>;

/**
 * A document put as it is from this event on, or inserted once and for all. Never removed: with a document goes what it has
 * `seen`, and a process that was stopped in the middle of its work, and goes on after another one has taken over, could put
 * it back. What is over is marked as that.
 */
export type ProjectedOperation =
  | (Extract<WriteOperation, { readonly kind: 'put' }> & { readonly seen: Position })
  | Extract<WriteOperation, { readonly kind: 'insert' }>;

/**
 * Turns events into documents: pure, given the documents there are. The projector makes it sequential, and may run it over
 * the same events again: every `put` carries `seen: event.position`, so that the second time changes nothing.
 */
export interface Projection {
  readonly name: string;
  /** Counted up when the documents' shape changes: they are then built anew from the first event on. */
  readonly version: number;
  readonly collections: readonly CollectionDefinition[];
  readonly filter: EventFilter;
  /**
   * Milliseconds in which events come together after a batch, while nobody waits to see them: a batch costs about as much however many
   * are in it. Absent: each is shown as soon as it can be, as befits documents that commands wait for.
   */
  readonly gatherMs?: number;
  /** A throw is a poison event: the projection stops there and raises an alarm; nothing is ever skipped. */
  project(
    event: RecordedEvent,
    read: ReadDocument,
  ): readonly ProjectedOperation[] | Promise<readonly ProjectedOperation[]>;
}

/** Its checkpoint's name. */
export function projectionKey(projection: Pick<Projection, 'name' | 'version'>): string {
  return `${projection.name}@${projection.version}`;
}
