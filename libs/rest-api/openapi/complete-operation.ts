import type { OpenAPIObject } from '@nestjs/swagger';
import { IF_MATCH } from '../http/entity-tags.js';
import { CAPABILITY_EXTENSION } from '../http/route-access.js';
import { ERROR_CONTENT } from './error-body.schema.js';

export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & Record<`x-${string}`, unknown>;
type Responses = Operation['responses'];
type Parameters = NonNullable<Operation['parameters']>;

const WRITES = new Set(['post', 'put', 'patch', 'delete']);

/**
 * What follows from the kind of a route and so is said once and not at every route: who may call it, the headers that every
 * route reads and answers, and the errors that can happen to any request of its kind.
 */
export function completeOperation(method: string, path: string, operation: Operation): Operation {
  const capability = operation[CAPABILITY_EXTENSION] as string | null;
  const write = WRITES.has(method);
  const parameters = [...(operation.parameters ?? []), ...undeclaredPathParameters(path, operation)];
  const kind: RouteKind = {
    write,
    capability,
    conditional: parameters.some((each) => 'name' in each && each.name === IF_MATCH),
    validated: write || operation.requestBody !== undefined || parameters.length > 0,
  };
  return {
    ...operation,
    operationId: operationIdOf(method, path),
    security: capability === null ? [{}] : [{ bearer: [] }, { cookie: [] }],
    parameters: [...parameters, ...headersOf(write)],
    responses: { ...expectedErrors(kind), ...withAnswerHeaders(operation.responses) },
  };
}

/** Parts of the path that the handler does not take as parameters, because it finds them elsewhere or has no use for them. */
function undeclaredPathParameters(path: string, { parameters = [] }: Operation): Parameters {
  const declared = new Set(parameters.map((each) => ('name' in each ? each.name : '')));
  return [...path.matchAll(/\{(\w+)\}/g)]
    .map(([, name = '']) => name)
    .filter((name) => !declared.has(name))
    .map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
}

/** Unique because method and path are, and the same as long as they are. */
function operationIdOf(method: string, path: string): string {
  return `${method}${path.replaceAll(/[^\dA-Za-z]+/g, '_')}`;
}

interface RouteKind {
  readonly write: boolean;
  /** Null: public. */
  readonly capability: string | null;
  /** It takes `If-Match`. */
  readonly conditional: boolean;
  /** It takes something that can be wrong. */
  readonly validated: boolean;
}

function headersOf(write: boolean): Parameters {
  const header = (name: string) => ({ $ref: `#/components/parameters/${name}` });
  return [header('XRequestId'), header(write ? 'IdempotencyKey' : 'IfNoneMatch')];
}

function expectedErrors({ write, capability, conditional, validated }: RouteKind): Responses {
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
    ...(conditional ? { 412: error('PRECONDITION-FAILED') } : {}),
    ...(validated ? { 422: error('REQUEST-INVALID, IDEMPOTENCY-KEY-REUSED') } : {}),
    ...(administrative ? { 429: error('RATE-LIMITED') } : {}),
    500: error('INTERNAL'),
    503: error('UNAVAILABLE, OUTCOME-UNKNOWN, STORAGE-FULL'),
    504: error('DEADLINE-EXCEEDED'),
  };
}

function error(codes: string): Responses[string] {
  return { description: codes, content: ERROR_CONTENT };
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
