import type { OpenAPIObject } from '@nestjs/swagger';
import type { RouteKind } from './route-kind.js';

type Headers = NonNullable<NonNullable<OpenAPIObject['components']>['headers']>;

const INTEGER = { type: 'integer', minimum: 0 } as const;

/** Every header that an answer of ours can have for a client to read. */
const HEADERS = {
  'X-Request-Id': {
    description: 'Names the request in logs and events; as it was given, or made.',
    schema: { type: 'string' },
  },
  ETag: {
    description: 'Of what is answered: for `If-None-Match`, and for the `If-Match` of a change to it.',
    schema: { type: 'string' },
    example: '"12-5e884898"',
  },
  'Idempotency-Replayed': {
    description: 'There when this is the answer to an earlier request with the same `Idempotency-Key`.',
    schema: { type: 'string', enum: ['true'] },
  },
  'Reeve-Visible': {
    description: 'There when the change is made and kept, but reads may not show it yet.',
    schema: { type: 'string', enum: ['false'] },
  },
  'RateLimit-Limit': { description: 'Requests that are allowed in the window.', schema: INTEGER },
  'RateLimit-Remaining': { description: 'How many of them are left.', schema: INTEGER },
  'RateLimit-Reset': { description: 'Seconds until more are.', schema: INTEGER },
  'Retry-After': { description: 'Seconds to wait before it is worth trying again.', schema: INTEGER },
} as const satisfies Headers;

type HeaderName = keyof typeof HEADERS;

const RATE_LIMIT = ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'] as const;

/** What operations refer to. */
export const SHARED_HEADERS: Headers = Object.fromEntries(
  Object.entries(HEADERS).map(([name, header]) => [componentName(name), header]),
);

/** @param limited whether the requests are counted. */
export function successHeaders({ write, tagged, conditional }: RouteKind, limited: boolean): Headers {
  return references([
    'X-Request-Id',
    ...(tagged || conditional ? (['ETag'] as const) : []),
    ...(write ? (['Idempotency-Replayed', 'Reeve-Visible'] as const) : []),
    ...(limited ? RATE_LIMIT : []),
  ]);
}

export function notModifiedHeaders(): Headers {
  return references(['X-Request-Id', 'ETag']);
}

export function errorHeaders(status: number): Headers {
  return references([
    'X-Request-Id',
    ...(status === 429 ? RATE_LIMIT : []),
    ...(status === 429 || status === 503 ? (['Retry-After'] as const) : []),
  ]);
}

function references(names: readonly HeaderName[]): Headers {
  return Object.fromEntries(
    names.map((name) => [name, { $ref: `#/components/headers/${componentName(name)}` }]),
  );
}

function componentName(name: string): string {
  return name.replaceAll('-', '');
}
