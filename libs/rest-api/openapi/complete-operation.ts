import type { OpenAPIObject } from '@nestjs/swagger';
import { CAPABILITY_EXTENSION } from '../http/route-access.js';

export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & Record<`x-${string}`, unknown>;
type Responses = Operation['responses'];

const ERROR = { 'application/json': { schema: { $ref: '#/components/schemas/ErrorBody' } } };
const WRITES = new Set(['post', 'put', 'patch', 'delete']);

/**
 * What follows from the kind of a route and so is said once and not at every route: who may call it, the headers that every
 * route reads and answers, and the errors that can happen to any request of its kind.
 */
export function completeOperation(method: string, path: string, operation: Operation): Operation {
  const capability = operation[CAPABILITY_EXTENSION] as string | null;
  const write = WRITES.has(method);
  const kind: RouteKind = {
    write,
    capability,
    body: operation.requestBody !== undefined,
    parameters: (operation.parameters ?? []).length > 0,
  };
  return {
    ...operation,
    operationId: operationIdOf(method, path),
    ...(capability === null ? { security: [{}] } : { security: [{ bearer: [] }, { cookie: [] }] }),
    parameters: [...(operation.parameters ?? []), ...headersOf(write)],
    responses: { ...expectedErrors(kind), ...withAnswerHeaders(operation.responses) },
  };
}

/** Unique because method and path are, and the same as long as they are. */
function operationIdOf(method: string, path: string): string {
  return `${method}${path.replaceAll(/[^\dA-Za-z]+/g, '_')}`;
}

interface RouteKind {
  readonly write: boolean;
  /** Null: public. */
  readonly capability: string | null;
  readonly body: boolean;
  readonly parameters: boolean;
}

function headersOf(write: boolean): NonNullable<Operation['parameters']> {
  const header = (name: string) => ({ $ref: `#/components/parameters/${name}` });
  return [header('XRequestId'), header(write ? 'IdempotencyKey' : 'IfNoneMatch')];
}

function expectedErrors({ write, capability, body, parameters }: RouteKind): Responses {
  const administrative = capability !== null && capability !== 'session' && capability !== 'verified';
  return {
    400: error('REQUEST-MALFORMED, IF-MATCH-MALFORMED, IDEMPOTENCY-KEY-MALFORMED'),
    ...(write ? {} : { 304: { description: 'If-None-Match names what would be answered.' } }),
    ...(capability === null
      ? {}
      : {
          401: error('AUTH-MISSING, AUTH-TOKEN-UNDECODABLE, AUTH-API-KEY-UNSUPPORTED, USERS-SESSION-ENDED'),
        }),
    ...(capability === null || capability === 'session' ? {} : { 403: error('AUTH-FORBIDDEN') }),
    408: error('REQUEST-TIMEOUT'),
    ...(write
      ? {
          409: error('CONCURRENT-CHANGE'),
          413: error('BODY-TOO-LARGE'),
          415: error('MEDIA-TYPE-UNSUPPORTED'),
        }
      : {}),
    ...(write || body || parameters ? { 422: error('REQUEST-INVALID, IDEMPOTENCY-KEY-REUSED') } : {}),
    ...(administrative ? { 429: error('RATE-LIMITED') } : {}),
    500: error('INTERNAL'),
    503: error('UNAVAILABLE, OUTCOME-UNKNOWN, STORAGE-FULL'),
    504: error('DEADLINE-EXCEEDED'),
  };
}

function error(codes: string): Responses[string] {
  return { description: codes, content: ERROR };
}

function withAnswerHeaders(responses: Responses): Responses {
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => [
      status,
      response !== undefined && 'description' in response
        ? {
            ...response,
            headers: { ...response.headers, 'X-Request-Id': { $ref: '#/components/headers/XRequestId' } },
          }
        : response,
    ]),
  );
}
