import { ReeveError } from '@reeve/contracts';

/** The server of the bus answered, and will not have this process: credentials, certificate. Not retryable; says what to do. */
export class BusRefusedError extends Error {
  override readonly name = 'BusRefusedError';
}

/** Errors of the bus itself, beside those that every part raises. */
export const busErrors = {
  messageInvalid: (subject: string) =>
    new ReeveError('BUS-MESSAGE-INVALID', 400, `A message on ${subject} is not a request of Reeve's`),
  /** @param limit bytes that one message may have, as the server of the bus is configured. */
  requestTooLarge: (limit: number) =>
    new ReeveError(
      'BUS-REQUEST-TOO-LARGE',
      413,
      `The request is larger than the bus carries (${limit} bytes). Nothing was changed; send it in smaller parts.`,
      { limit },
    ),
  replyTooLarge: (limit: number) =>
    new ReeveError(
      'BUS-REPLY-TOO-LARGE',
      500,
      `The answer is larger than the bus carries (${limit} bytes). Ask for less at a time, or raise max_payload of the NATS server.`,
      { limit },
    ),
} as const;
