import { DataKeyStoreRefusedError, DataKeyStoreUnavailableError } from '@reeve/sealing';
import { ErrorCode, headers } from 'nats';
import type { MsgHdrs, NatsConnection } from 'nats';

/** What is needed of the connection. Whoever gives it sees to it that there is one again when it is lost. */
export type Connection = Pick<NatsConnection, 'request'>;

/** An answer of JetStream's that is an error. */
export interface ApiError {
  /** As HTTP has them. */
  readonly code: number;
  /** JetStream's own, one for each kind of error. */
  readonly err_code?: number;
  readonly description?: string;
}

/** What has to be so for a message to be appended; absent: whatever is so. */
export interface Expectations {
  readonly 'Nats-Expected-Last-Sequence'?: number | undefined;
  readonly 'Nats-Expected-Last-Subject-Sequence'?: number | undefined;
}

/** A flushed write takes a few milliseconds; what has not been answered by then will not be. */
const REQUEST_TIMEOUT_MS = 2_000;

/** Neither of these goes away by waiting: the account, or the server, has no JetStream. */
const NOT_ENABLED: ReadonlySet<number> = new Set([10039, 10076]);
const NO_ROOM: ReadonlySet<number> = new Set([10002, 10023, 10028, 10047, 10077]);

/**
 * Asks JetStream for something, once.
 *
 * @param connection undefined while there is none.
 * @returns its answer, which may be an error to be made sense of by the caller.
 * @throws DataKeyStoreUnavailableError when there was no answer: what was asked for may have been done.
 * @throws DataKeyStoreRefusedError when this user of NATS may not ask for it.
 */
export async function ask<Answer>(
  connection: Connection | undefined,
  subject: string,
  payload: unknown,
  expected: Expectations = {},
): Promise<Answer | { readonly error: ApiError }> {
  if (connection === undefined)
    throw new DataKeyStoreUnavailableError('The key store has no connection to NATS');
  try {
    const options = { timeout: REQUEST_TIMEOUT_MS, ...expecting(expected) };
    const reply = await connection.request(subject, JSON.stringify(payload), options);
    return reply.json<Answer | { readonly error: ApiError }>();
  } catch (error) {
    throw withoutAnswer(error, subject);
  }
}

function expecting(expected: Expectations): { readonly headers?: MsgHdrs } {
  const given = Object.entries(expected).filter(([, sequence]) => sequence !== undefined);
  if (given.length === 0) return {};
  const expectations = headers();
  for (const [name, sequence] of given) expectations.set(name, String(sequence));
  return { headers: expectations };
}

/** @throws DataKeyStoreRefusedError, DataKeyStoreUnavailableError, whichever the error means. */
export function refuse({ code, err_code: kind = 0, description = 'no reason given' }: ApiError): never {
  if (NOT_ENABLED.has(kind)) {
    throw new DataKeyStoreRefusedError(
      `The key store needs JetStream: enable it in the configuration of NATS (${description})`,
    );
  }
  if (NO_ROOM.has(kind)) {
    throw new DataKeyStoreUnavailableError(
      `The key store has no room on the disk of NATS: free some (${description})`,
    );
  }
  throw new DataKeyStoreUnavailableError(
    `JetStream did not do what the key store asked for: ${description} (${code})`,
  );
}

function withoutAnswer(error: unknown, subject: string): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === (ErrorCode.PermissionsViolation as string)) {
    return new DataKeyStoreRefusedError(
      `The key store may not use ${subject}: give this user of NATS the permissions in deploy/nats`,
    );
  }
  const reason = code === (ErrorCode.NoResponders as string) ? 'JetStream is not there' : String(error);
  return new DataKeyStoreUnavailableError(`The key store cannot be asked: ${reason}`, { cause: error });
}
