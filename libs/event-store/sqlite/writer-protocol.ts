import type { ExpectedRevision, SerializedEvent } from '@reeve/event-store';

import type { SqliteFailure } from './sqlite-failure.js';

/** Handed to the writer's thread when it starts. */
export interface WriterOptions {
  readonly path: string;
  readonly maxBytes: number | undefined;
}

/** An append that has passed the port's checks, its JSON made. */
export interface AppendRequest {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly SerializedEvent[];
}

/** `commit`: these appends in one transaction, answered by one reply. `close`: no request follows. */
export type WriterRequest =
  { readonly kind: 'commit'; readonly appends: readonly AppendRequest[] } | { readonly kind: 'close' };

/** `ready` once after the start (or `failed`, and the thread ends), then one reply to each `commit`, in order. */
export type WriterReply =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'committed';
      readonly outcomes: readonly AppendOutcome[];
      /** Epoch milliseconds: the time that all events of the transaction have. */
      readonly recordedAt: number;
    }
  | { readonly kind: 'failed'; readonly failure: SqliteFailure };

/** One per append of the batch. `sequence`: the number of its last event in the log. `repeated`: it stood there before. */
export type AppendOutcome =
  | {
      readonly kind: 'recorded';
      readonly revision: number;
      readonly sequence: number;
      readonly repeated: boolean;
    }
  | { readonly kind: 'conflict'; readonly actual: number | undefined };
