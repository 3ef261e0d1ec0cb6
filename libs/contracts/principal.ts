export const ROLES = ['pending', 'user', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who makes a request. `anonymous` has no id; the system itself (start-up, process managers) is `system`. */
export interface Principal {
  readonly kind: 'anonymous' | 'user' | 'system';
  readonly id: string | null;
  readonly role: Role | null;
  /** The token's `jti`; null for anybody without a session. */
  readonly sessionId: string | null;
  readonly authMethod: 'session' | 'api_key' | 'none';
}

export const ANONYMOUS: Principal = {
  kind: 'anonymous',
  id: null,
  role: null,
  sessionId: null,
  authMethod: 'none',
};
export const SYSTEM: Principal = {
  kind: 'system',
  id: null,
  role: null,
  sessionId: null,
  authMethod: 'none',
};

/**
 * What a route may ask for. Guards name a capability, never a role, so that narrower roles can come without touching a
 * route.
 */
export const CAPABILITIES = [
  'session',
  'verified',
  'config.read',
  'config.write',
  'config.reveal',
  'users.read',
  'users.write',
  'users.delete',
  'groups.read',
  'groups.write',
  'permissions.read',
  'permissions.write',
  'billing.read',
  'billing.write',
  'audit.read',
  'operations.read',
  'operations.write',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** `session`: anybody signed in. `verified`: roles user and admin. All others: admin, which holds every capability. */
export function holdsCapability(principal: Principal, capability: Capability): boolean {
  if (principal.kind === 'system') return true;
  if (principal.kind === 'anonymous') return false;
  if (capability === 'session') return true;
  if (capability === 'verified') return principal.role === 'user' || principal.role === 'admin';
  return principal.role === 'admin';
}
