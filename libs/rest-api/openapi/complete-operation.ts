import { NOT_STORED_EXTENSION } from '../http/not-stored.js';
import { SESSION_USED_EXTENSION } from '../http/route-access.js';
import { TRAILING_SLASH_EXTENSION } from '../http/trailing-slash.js';
import { notModifiedHeaders, successHeaders } from './answer-headers.js';
import { errorResponses } from './error-responses.js';
import { operationId } from './operation-id.js';
import { routeKind } from './route-kind.js';
import type { Operation, RouteKind } from './route-kind.js';
import { tagsOf } from './tags.js';

type Responses = Operation['responses'];
type Parameters = NonNullable<Operation['parameters']>;

/**
 * What follows from the kind of a route and so is said once and not at every route: who may call it, the headers that every
 * route reads and answers, and the errors that can happen to any request of its kind.
 */
export function completeOperation(method: string, path: string, documented: Operation): Operation {
  const parameters = [...(documented.parameters ?? []), ...undeclaredPathParameters(path, documented)];
  const operation = { ...documented, parameters };
  const kind = routeKind(method, operation);
  return {
    ...withoutNotes(operation),
    operationId: operationId(method, path),
    tags: tagsOf(path, operation.tags ?? []),
    security: securityOf(kind),
    parameters: [...parameters, ...headersOf(kind)],
    responses: responsesOf(kind, operation.responses),
  };
}

/** What decorators have left for the completion alone. */
function withoutNotes(operation: Operation): Operation {
  const notes = new Set([NOT_STORED_EXTENSION, SESSION_USED_EXTENSION, TRAILING_SLASH_EXTENSION]);
  return Object.fromEntries(Object.entries(operation).filter(([key]) => !notes.has(key))) as Operation;
}

/** Parts of the path that the handler does not take as parameters, because it finds them elsewhere or has no use for them. */
function undeclaredPathParameters(path: string, { parameters = [] }: Operation): Parameters {
  const declared = new Set(parameters.map((each) => ('name' in each ? each.name : '')));
  return [...path.matchAll(/\{(\w+)\}/g)]
    .map(([, name = '']) => name)
    .filter((name) => !declared.has(name))
    .map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
}

function securityOf({ capability, sessionUsed }: RouteKind): NonNullable<Operation['security']> {
  const session = [{ bearer: [] }, { cookie: [] }];
  if (capability !== null) return session;
  return sessionUsed ? [{}, ...session] : [{}];
}

function headersOf({ write, tagged }: RouteKind): Parameters {
  const header = (name: string) => ({ $ref: `#/components/parameters/${name}` });
  return [
    header('XRequestId'),
    ...(write ? [header('IdempotencyKey')] : []),
    ...(tagged ? [header('IfNoneMatch')] : []),
  ];
}

/** @param documented as the decorators have it: what a 200 carries, and the codes of errors as descriptions. */
function responsesOf(kind: RouteKind, documented: Responses): Responses {
  const described = Object.entries(documented).flatMap(([status, response]) =>
    response !== undefined && 'description' in response ? [[status, response] as const] : [],
  );
  const own = described.filter(([status]) => Number(status) >= 400);
  const errors = errorResponses(
    kind,
    Object.fromEntries(own.map(([status, { description }]) => [status, description])),
  );
  const limited = '429' in errors;
  const successes = described
    .filter(([status]) => !(Number(status) >= 400))
    .map(([status, response]) => [status, { ...response, headers: successHeaders(kind, limited) }] as const);
  const notModified = { description: 'You have it already.', headers: notModifiedHeaders() };
  return { ...Object.fromEntries(successes), ...(kind.tagged ? { 304: notModified } : {}), ...errors };
}
