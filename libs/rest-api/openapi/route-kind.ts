import type { OpenAPIObject } from '@nestjs/swagger';
import { IF_MATCH } from '../http/entity-tags.js';
import { NOT_STORED_EXTENSION } from '../http/not-stored.js';
import { CAPABILITY_EXTENSION, PERMISSION_EXTENSION, SESSION_USED_EXTENSION } from '../http/route-access.js';

export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & Record<`x-${string}`, unknown>;

/** What most of an operation's description follows from. */
export interface RouteKind {
  readonly write: boolean;
  /** Null: anybody may call it. */
  readonly capability: string | null;
  /** Counted by the limiter of administrators' routes. */
  readonly administrative: boolean;
  /** What has to be granted besides; null: nothing. */
  readonly permission: string | null;
  /** Anybody may call it, and whoever is signed in counts as themselves. */
  readonly sessionUsed: boolean;
  /** It takes `If-Match`. */
  readonly conditional: boolean;
  /** It takes something that can be wrong. */
  readonly validated: boolean;
  /** A read whose answer carries an entity tag. */
  readonly tagged: boolean;
}

const WRITES = new Set(['post', 'put', 'patch', 'delete']);

/** @param operation with all its parameters. */
export function routeKind(method: string, operation: Operation): RouteKind {
  const { parameters = [], requestBody } = operation;
  const capability = operation[CAPABILITY_EXTENSION] as string | null;
  const write = WRITES.has(method);
  return {
    write,
    capability,
    administrative: capability !== null && capability !== 'session' && capability !== 'verified',
    permission: (operation[PERMISSION_EXTENSION] as string | undefined) ?? null,
    sessionUsed: operation[SESSION_USED_EXTENSION] === true,
    conditional: parameters.some((each) => 'name' in each && each.name === IF_MATCH),
    validated: write || requestBody !== undefined || parameters.length > 0,
    tagged: !write && operation[NOT_STORED_EXTENSION] !== true,
  };
}
