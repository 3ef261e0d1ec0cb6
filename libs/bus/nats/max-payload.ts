import { ErrorCode } from 'nats';
import type { NatsConnection } from 'nats';

/** Whether the client would not send a message because the server takes none so large. Sending it would end the connection. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === ErrorCode.MaxPayloadExceeded;
}

/** Bytes of headers and payload that one message may have. */
export function maxPayload(connection: NatsConnection): number {
  return connection.info?.max_payload ?? 0;
}
