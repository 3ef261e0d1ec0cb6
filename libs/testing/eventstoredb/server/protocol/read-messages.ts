import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';

import jspb from 'google-protobuf';

import type { LogRecord } from '../log/log-record.js';

/** An event is in the form of the protocol already, which it was written in. */
export type ReadResponse = streams.ReadResp | Uint8Array;

const { ReadResp } = streams;

/** Numbers of fields in `streams.proto`. */
const EVENT_OF_RESPONSE = 1;
const RECORD_OF_EVENT = 1;
const COMMIT_POSITION_OF_EVENT = 3;

/** Put around the record as it is: each of several subscribers gets every event. */
export function eventRead({ serialized, position }: LogRecord): ReadResponse {
  const event = new jspb.BinaryWriter();
  event.writeBytes(RECORD_OF_EVENT, serialized);
  event.writeUint64(COMMIT_POSITION_OF_EVENT, position);
  const response = new jspb.BinaryWriter();
  response.writeBytes(EVENT_OF_RESPONSE, event.getResultBuffer());
  return response.getResultBuffer();
}

export function streamNotFound(stream: string): ReadResponse {
  const identifier = new shared.StreamIdentifier().setStreamName(Buffer.from(stream));
  return new ReadResp().setStreamNotFound(new ReadResp.StreamNotFound().setStreamIdentifier(identifier));
}

export function firstStreamPosition(revision: number): ReadResponse {
  return new ReadResp().setFirstStreamPosition(String(revision));
}

export function lastStreamPosition(revision: number): ReadResponse {
  return new ReadResp().setLastStreamPosition(String(revision));
}

export function confirmation(subscriptionId: string): ReadResponse {
  return new ReadResp().setConfirmation(
    new ReadResp.SubscriptionConfirmation().setSubscriptionId(subscriptionId),
  );
}

export function checkpoint({ position }: LogRecord): ReadResponse {
  return new ReadResp().setCheckpoint(
    new ReadResp.Checkpoint().setCommitPosition(String(position)).setPreparePosition(String(position)),
  );
}

export function caughtUp(): ReadResponse {
  return new ReadResp().setCaughtUp(new ReadResp.CaughtUp());
}

export function fellBehind(): ReadResponse {
  return new ReadResp().setFellBehind(new ReadResp.FellBehind());
}
