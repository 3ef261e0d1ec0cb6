import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';

export type RecordedEventMessage = streams.ReadResp.ReadEvent.RecordedEvent;

/** An event as a client sends it. */
export interface ProposedEvent {
  readonly id: string;
  readonly type: string;
  /** `application/json` or anything else, which is binary. */
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** One event of the log: what it is found by, and what readers get. */
export interface LogRecord {
  /** Its place in the log: the first one has 0. */
  readonly index: number;
  /** Offset in bytes that it would have in a log file. */
  readonly position: number;
  readonly stream: string;
  /** Text, because a tombstone's is beyond what a number can hold. */
  readonly revision: string;
  readonly id: string;
  readonly type: string;
  /** Epoch milliseconds. */
  readonly createdMs: number;
  /** A {@link RecordedEventMessage}: written so, kept so, and read so, however many read it. */
  readonly serialized: Uint8Array;
}

/** The server counts time in ticks of 100 ns since 1970. */
const TICKS_PER_MS = 10_000;

export function toMessage(
  { id, type, contentType, data, metadata }: ProposedEvent,
  {
    stream,
    revision,
    position,
    createdMs,
  }: Pick<LogRecord, 'stream' | 'revision' | 'position' | 'createdMs'>,
): RecordedEventMessage {
  const message = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(new shared.UUID().setString(id))
    .setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from(stream)))
    .setStreamRevision(revision)
    .setCommitPosition(String(position))
    .setPreparePosition(String(position))
    .setData(data)
    .setCustomMetadata(metadata);
  message
    .getMetadataMap()
    .set('type', type)
    .set('content-type', contentType)
    .set('created', String(createdMs * TICKS_PER_MS));
  return message;
}

/** @throws Error when these are not the bytes of a {@link RecordedEventMessage}. */
export function parseRecord(serialized: Uint8Array, index: number): LogRecord {
  return toRecord(messageOf({ serialized }), serialized, index);
}

export function messageOf({ serialized }: Pick<LogRecord, 'serialized'>): RecordedEventMessage {
  return streams.ReadResp.ReadEvent.RecordedEvent.deserializeBinary(serialized);
}

export function toRecord(message: RecordedEventMessage, serialized: Uint8Array, index: number): LogRecord {
  const described = message.getMetadataMap();
  return {
    index,
    position: Number(message.getCommitPosition()),
    stream: Buffer.from(message.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString(),
    revision: message.getStreamRevision(),
    id: message.getId()?.getString() ?? '',
    type: described.get('type') ?? '',
    createdMs: Number(described.get('created')) / TICKS_PER_MS,
    serialized,
  };
}
