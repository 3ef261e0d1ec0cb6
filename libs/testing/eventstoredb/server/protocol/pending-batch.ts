import type shared from '@eventstore/db-client/generated/shared_pb.js';
import type streams from '@eventstore/db-client/generated/streams_pb.js';

import type { ProposedEvent } from '../log/log-record.js';
import { toProposal } from './proposals.js';

/** One append of a batch stream, which may come in several messages. */
export interface PendingBatch {
  readonly correlation: shared.UUID;
  readonly options: streams.BatchAppendReq.Options;
  readonly events: readonly ProposedEvent[];
}

/** Puts the messages of one batch stream together: those of several appends may come in turn. */
export class BatchAssembly {
  readonly #pending = new Map<string, { events: ProposedEvent[] } & PendingBatch>();

  /** The append that is whole with this message; undefined when there is more to come. */
  add(message: streams.BatchAppendReq): PendingBatch | undefined {
    const correlation = message.getCorrelationId();
    const key = correlation?.getString() ?? '';
    const options = message.getOptions();
    const batch = this.#pending.get(key) ?? (correlation && options && { correlation, options, events: [] });
    if (batch === undefined) return undefined;
    batch.events.push(...message.getProposedMessagesList().map(toProposal));
    if (message.getIsFinal()) {
      this.#pending.delete(key);
      return batch;
    }
    this.#pending.set(key, batch);
    return undefined;
  }
}
