import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';

import type { LogRecord } from '../log/log-record.js';

export type ReadResponse = streams.ReadResp;

const { ReadResp } = streams;

export function eventRead({ message }: LogRecord): ReadResponse {
  const event = new ReadResp.ReadEvent().setEvent(message).setCommitPosition(message.getCommitPosition());
  return new ReadResp().setEvent(event);
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

export function checkpoint({ message }: LogRecord): ReadResponse {
  return new ReadResp().setCheckpoint(
    new ReadResp.Checkpoint()
      .setCommitPosition(message.getCommitPosition())
      .setPreparePosition(message.getPreparePosition()),
  );
}

export function caughtUp(): ReadResponse {
  return new ReadResp().setCaughtUp(new ReadResp.CaughtUp());
}

export function fellBehind(): ReadResponse {
  return new ReadResp().setFellBehind(new ReadResp.FellBehind());
}
