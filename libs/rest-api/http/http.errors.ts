import { ReeveError } from '@reeve/contracts';

/** Errors that HTTP itself gives reason for, before any context is asked. */
export const httpErrors = {
  routeUnknown: () => new ReeveError('ROUTE-UNKNOWN', 404, 'Not Found'),
  methodNotAllowed: (allowed: readonly string[]) =>
    new ReeveError('METHOD-NOT-ALLOWED', 405, 'Method Not Allowed', { allowed: [...allowed] }),
  badRequest: (detail: string) => new ReeveError('REQUEST-MALFORMED', 400, detail),
  ifMatchMalformed: () =>
    new ReeveError(
      'IF-MATCH-MALFORMED',
      400,
      'If-Match must be * or a comma-separated list of entity tags in double quotes, as ETag gave them.',
    ),
  idempotencyKeyMalformed: () =>
    new ReeveError(
      'IDEMPOTENCY-KEY-MALFORMED',
      400,
      'Idempotency-Key must be 1 to 255 printable ASCII characters.',
    ),
  requestTimeout: () =>
    new ReeveError('REQUEST-TIMEOUT', 408, 'The request did not arrive in time. Send it again.'),
  bodyTooLarge: (limitBytes: number) =>
    new ReeveError('BODY-TOO-LARGE', 413, `The body is larger than ${limitBytes} bytes.`, {
      limit_bytes: limitBytes,
    }),
  mediaTypeUnsupported: (
    got: string | undefined,
    wanted = 'JSON in UTF-8, sent uncompressed with Content-Type: application/json',
  ) =>
    new ReeveError(
      'MEDIA-TYPE-UNSUPPORTED',
      415,
      `The body must be ${wanted}${got === undefined ? '; it came without a Content-Type' : ''}.`,
    ),
  rateLimited: (retryAfterSeconds: number) =>
    new ReeveError('RATE-LIMITED', 429, 'API rate limit exceeded', { retry_after: retryAfterSeconds }),
  headersTooLarge: () => new ReeveError('HEADERS-TOO-LARGE', 431, 'The headers are too large.'),
} as const;
