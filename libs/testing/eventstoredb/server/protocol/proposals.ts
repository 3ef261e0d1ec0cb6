import type streams from '@eventstore/db-client/generated/streams_pb.js';

import type { ExpectedRevision } from '../log/decide-append.js';
import type { ProposedEvent } from '../log/log-record.js';
import { MAX_APPEND_BYTES } from './limits.js';

type ProposedMessage = streams.BatchAppendReq.ProposedMessage | streams.AppendReq.ProposedMessage;

export function toProposal(message: ProposedMessage): ProposedEvent {
  const described = message.getMetadataMap();
  return {
    id: message.getId()?.getString() ?? '',
    type: described.get('type') ?? '',
    contentType: described.get('content-type') ?? '',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
}

/** The server counts a type's letters twice, and not the ids. */
export function isTooLarge(events: readonly ProposedEvent[]): boolean {
  const bytes = events.reduce(
    (sum, { data, metadata, type }) => sum + data.length + metadata.length + 2 * type.length,
    0,
  );
  return bytes > MAX_APPEND_BYTES;
}

/** The messages that say what a stream is expected to be, but for the batch's, which calls the revision a position. */
interface Expectation {
  hasNoStream(): boolean;
  hasAny(): boolean;
  hasStreamExists(): boolean;
}

export function toExpectedRevision(message: Expectation, revision: string): ExpectedRevision {
  if (message.hasNoStream()) return 'no stream';
  if (message.hasAny()) return 'any';
  if (message.hasStreamExists()) return 'stream exists';
  return Number(revision);
}
