import type { OpenAPIObject } from '@nestjs/swagger';
import { errorContent } from './error-body.schema.js';
import { errorHeaders } from './answer-headers.js';
import type { RouteKind } from './route-kind.js';

type Responses = NonNullable<NonNullable<OpenAPIObject['components']>['responses']>;
type Response = Responses[string];

/** The errors that can happen to any request of its kind, by status: what they are called here, and their codes. */
const SHARED = {
  400: {
    name: 'Malformed',
    codes: 'REQUEST-MALFORMED; for a header IF-MATCH-MALFORMED, IDEMPOTENCY-KEY-MALFORMED',
  },
  401: {
    name: 'NotSignedIn',
    codes: 'AUTH-MISSING, AUTH-TOKEN-UNDECODABLE, USERS-SESSION-ENDED; for an API key AUTH-TOKEN-INVALID',
  },
  403: {
    name: 'Forbidden',
    codes: 'AUTH-FORBIDDEN; for an API key USERS-API-KEY-NOT-ALLOWED, AUTH-API-KEY-PATH',
  },
  408: { name: 'NotReceived', codes: 'REQUEST-TIMEOUT' },
  409: { name: 'Conflict', codes: 'IDEMPOTENCY-KEY-IN-FLIGHT' },
  412: { name: 'Changed', codes: 'PRECONDITION-FAILED: it has another ETag by now' },
  413: { name: 'TooLarge', codes: 'BODY-TOO-LARGE' },
  415: { name: 'NotJson', codes: 'MEDIA-TYPE-UNSUPPORTED' },
  422: {
    name: 'Invalid',
    codes: 'REQUEST-INVALID: `extra.errors` says what is wrong; for a write IDEMPOTENCY-KEY-REUSED',
  },
  429: { name: 'TooMany', codes: 'RATE-LIMITED' },
  500: { name: 'Failed', codes: 'INTERNAL' },
  503: {
    name: 'Unavailable',
    codes: 'UNAVAILABLE, DOCUMENTS-INCOMPLETE; for a write CONTENDED, OUTCOME-UNKNOWN, STORAGE-FULL',
  },
  504: { name: 'TooLate', codes: 'DEADLINE-EXCEEDED' },
} as const;

type SharedStatus = keyof typeof SHARED;

/** What operations refer to. */
export const SHARED_ERRORS: Responses = Object.fromEntries(
  Object.entries(SHARED).map(([status, { name, codes }]) => [name, response(Number(status), codes)]),
);

/**
 * The errors of an operation, by status.
 *
 * @param own the codes of its own errors, by status.
 */
export function errorResponses(kind: RouteKind, own: Readonly<Record<string, string>>): Responses {
  const shared = sharedStatuses(kind).map((status) => {
    const { name, codes } = SHARED[status];
    const codesOfItsOwn = status === 403 && kind.permission !== null ? notGranted(own[403]) : own[status];
    const described =
      codesOfItsOwn === undefined
        ? { $ref: `#/components/responses/${name}` }
        : response(status, `${codesOfItsOwn}; ${codes}`);
    return [String(status), described] as const;
  });
  const others = Object.entries(own).map(
    ([status, codes]) => [status, response(Number(status), codes)] as const,
  );
  return { ...Object.fromEntries(others), ...Object.fromEntries(shared) };
}

function sharedStatuses(kind: RouteKind): readonly SharedStatus[] {
  const { write, capability, administrative, conditional, validated } = kind;
  return [
    400,
    ...(capability === null ? [] : ([401] as const)),
    ...(capability === null || capability === 'session' ? [] : ([403] as const)),
    408,
    ...(write ? ([409, 413, 415] as const) : []),
    ...(conditional ? ([412] as const) : []),
    ...(validated ? ([422] as const) : []),
    ...(administrative ? ([429] as const) : []),
    500,
    503,
    504,
  ];
}

/** A permission that is asked for may not have been granted. */
function notGranted(codes: string | undefined): string {
  return [codes, 'PERMISSIONS-NOT-GRANTED'].filter((each) => each !== undefined).join('; ');
}

function response(status: number, codes: string): Response {
  return { description: codes, headers: errorHeaders(status), content: errorContent(status, codes) };
}
