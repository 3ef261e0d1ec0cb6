import type { OpenAPIObject } from '@nestjs/swagger';
import { IF_MATCH } from '../http/entity-tags.js';
import { CAPABILITY_EXTENSION } from '../http/route-access.js';
import { errorContent } from './error-body.schema.js';

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
    responses: { ...expectedResponses(kind), ...withAnswerHeaders(operation.responses) },
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

/** The codes of the errors that any route of this kind can answer, by status. */
function expectedErrors({ write, capability, conditional, validated }: RouteKind): Record<number, string> {
  const administrative = capability !== null && capability !== 'session' && capability !== 'verified';
  return {
    400: 'REQUEST-MALFORMED, IF-MATCH-MALFORMED, IDEMPOTENCY-KEY-MALFORMED',
    ...(capability === null
      ? {}
      : { 401: 'AUTH-MISSING, AUTH-TOKEN-UNDECODABLE, AUTH-API-KEY-UNSUPPORTED, USERS-SESSION-ENDED' }),
    ...(capability === null || capability === 'session' ? {} : { 403: 'AUTH-FORBIDDEN' }),
    408: 'REQUEST-TIMEOUT',
    ...(write ? { 409: 'CONCURRENT-CHANGE', 413: 'BODY-TOO-LARGE', 415: 'MEDIA-TYPE-UNSUPPORTED' } : {}),
    ...(conditional ? { 412: 'PRECONDITION-FAILED' } : {}),
    ...(validated ? { 422: 'REQUEST-INVALID, IDEMPOTENCY-KEY-REUSED' } : {}),
    ...(administrative ? { 429: 'RATE-LIMITED' } : {}),
    500: 'INTERNAL',
    503: 'UNAVAILABLE, OUTCOME-UNKNOWN, STORAGE-FULL',
    504: 'DEADLINE-EXCEEDED',
  };
}

function expectedResponses(kind: RouteKind): Responses {
  const errors = Object.entries(expectedErrors(kind)).map(
    ([status, codes]) =>
      [status, { description: codes, content: errorContent(Number(status), codes) }] as const,
  );
  const notModified = { 304: { description: 'If-None-Match names what would be answered.' } };
  return { ...(kind.write ? {} : notModified), ...Object.fromEntries(errors) };
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
