import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { Capability, PermissionLeaf } from '@reeve/contracts';
import { addFacts } from './route-facts.js';
import type { RouteAccess, Waiver } from './route-facts.js';

/** Where the OpenAPI document says what a route asks for; null for a public one. */
export const CAPABILITY_EXTENSION = 'x-required-capability';
/** Where the OpenAPI document says which permission a route asks for besides. */
export const PERMISSION_EXTENSION = 'x-required-permission';
/** Where the OpenAPI document is told that a public route looks at credentials, until its security says so. */
export const SESSION_USED_EXTENSION = 'x-session-used';

/**
 * Anybody may call the route, and it answers 200.
 *
 * @param options.session whether a credential is looked at. `ignored` (the default): the caller is nobody, even with a
 *   token. `used`: the caller is whoever the token stands for; a token that is not good counts as none.
 */
export function Public({ session = 'ignored' }: { session?: 'ignored' | 'used' } = {}): MethodDecorator {
  const rule = access({ kind: 'public', session });
  return session === 'used' ? applyDecorators(rule, ApiExtension(SESSION_USED_EXTENSION, true)) : rule;
}

/**
 * Only who holds the capability may call the route, and it answers 200. Others get 401 or 403.
 *
 * @param options.waivedBy a setting with which the route is public.
 * @param options.orOperator whether operators may call it as well, in the system's name.
 */
export function Requires(
  capability: Capability,
  options: { waivedBy?: Waiver; orOperator?: true } = {},
): MethodDecorator {
  return access({ kind: 'requires', capability, ...options });
}

/**
 * Besides what {@link Requires} asks for, the caller must have been granted a permission, by the defaults or by a group; an
 * administrator need not. Others get 403 `PERMISSIONS-NOT-GRANTED`.
 */
export function RequiresPermission(permission: PermissionLeaf): MethodDecorator {
  return applyDecorators(addFacts({ permission }), ApiExtension(PERMISSION_EXTENSION, permission));
}

function access(rule: RouteAccess): MethodDecorator {
  return applyDecorators(
    // Nest would answer a POST with 201; every route of Open WebUI answers 200.
    HttpCode(200),
    addFacts({ access: rule }),
    ApiExtension(CAPABILITY_EXTENSION, rule.kind === 'public' ? null : rule.capability),
  );
}
