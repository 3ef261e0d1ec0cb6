import type shared from '@eventstore/db-client/generated/shared_pb.js';

/** Any of the messages that name a stream. The name is bytes on the wire. */
interface NamesStream {
  getStreamIdentifier(): shared.StreamIdentifier | undefined;
}

export function streamNameOf(message: NamesStream): string {
  return Buffer.from(message.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString();
}
