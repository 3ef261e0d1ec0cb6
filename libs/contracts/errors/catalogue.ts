import { ReeveError } from './reeve-error.js';

/**
 * The errors that more than one part raises, one function each, one code each. Errors of a single context stand beside
 * that context's other contracts (`users/users.errors.ts`, …). The codes are part of the API: never reused, never renamed.
 */
export const errors = {
  notAuthenticated: () => new ReeveError('AUTH-MISSING', 401, 'Not authenticated'),
  tokenInvalid: () =>
    new ReeveError(
      'AUTH-TOKEN-INVALID',
      401,
      'Your session has expired or the token is invalid. Please sign in again.',
    ),
  accessProhibited: (capability: string) =>
    new ReeveError('AUTH-FORBIDDEN', 403, 'You do not have permission to access this resource.', {
      capability,
    }),
  notFound: (what: string) => new ReeveError('NOT-FOUND', 404, `${what} was not found`),
  /** Other processes changed the same thing again and again until the command's time was over. Nothing was written. */
  contended: () =>
    new ReeveError(
      'CONTENDED',
      503,
      'Too many changes were made to this at the same moment. Nothing was changed by yours; try again shortly.',
      { retry_after: 1 },
    ),
  preconditionFailed: (current: string) =>
    new ReeveError(
      'PRECONDITION-FAILED',
      412,
      'It has changed since you read it. Read it again, then repeat the change.',
      {
        etag: current,
      },
    ),
  idempotencyKeyReused: () =>
    new ReeveError(
      'IDEMPOTENCY-KEY-REUSED',
      422,
      'This Idempotency-Key was already used with another request. Use a new key.',
    ),
  idempotencyKeyInFlight: () =>
    new ReeveError(
      'IDEMPOTENCY-KEY-IN-FLIGHT',
      409,
      'A request with this Idempotency-Key is still being worked on. Retry shortly.',
      {
        retry_after: 1,
      },
    ),
  unavailable: (part: string, retryAfterSeconds = 2) =>
    new ReeveError(
      'UNAVAILABLE',
      503,
      `The ${part} cannot be reached at the moment. Nothing was changed; try again shortly.`,
      {
        part,
        retry_after: retryAfterSeconds,
      },
    ),
  outcomeUnknown: (part: string) =>
    new ReeveError(
      'OUTCOME-UNKNOWN',
      503,
      `The ${part} did not confirm the change in time; it may or may not have been made. Repeat the request with the same Idempotency-Key.`,
      { part, retry_after: 2 },
    ),
  /** An answer from documents that are not complete would be a wrong one. */
  documentsIncomplete: (context: string) =>
    new ReeveError(
      'DOCUMENTS-INCOMPLETE',
      503,
      `What the ${context} service answers from is being made again from the log. Nothing was changed; try again shortly.`,
      { context, retry_after: 2 },
    ),
  storageFull: () =>
    new ReeveError(
      'STORAGE-FULL',
      503,
      'There is no room left on the disk: nothing was changed. Free some space, then try again.',
      {
        retry_after: 30,
      },
    ),
  deadlineExceeded: (part: string) =>
    new ReeveError(
      'DEADLINE-EXCEEDED',
      504,
      `The ${part} did not answer in time. Repeat the request with the same Idempotency-Key.`,
      {
        part,
      },
    ),
  internal: () =>
    new ReeveError('INTERNAL', 500, 'Something went wrong on our side. The request id names it in the log.'),
} as const;
