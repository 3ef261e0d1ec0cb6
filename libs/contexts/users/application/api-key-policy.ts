import type { Role } from '@reeve/contracts';
import type { AdminSettings } from './admin-settings.js';
import type { UserPermissions } from './permissions/user-permissions.js';

/** What the installation says of API keys. */
export interface ApiKeySettings {
  /** `ENABLE_API_KEYS`. */
  readonly enabled: boolean;
  /** Paths that keys are good for, with everything below them (`API_KEYS_ALLOWED_ENDPOINTS`); null: all. */
  readonly allowedPaths: readonly string[] | null;
}

/**
 * Who may make API keys and use them. Asked anew whenever that is to be known, so that settings and permissions may come from
 * wherever they are kept.
 */
export interface ApiKeyPolicy {
  settings(): Promise<ApiKeySettings>;
  /** Whether somebody who is no administrator has the permission `features.api_keys`. Administrators need none. */
  isPermitted(userId: string): Promise<boolean>;
}

/** Whether somebody may make keys, and use them. */
export async function mayUseApiKeys(
  policy: ApiKeyPolicy,
  { id, role }: { readonly id: string; readonly role: Role },
): Promise<boolean> {
  const { enabled } = await policy.settings();
  return enabled && (role === 'admin' || (await policy.isPermitted(id)));
}

/** What administrators have set, and whom the defaults or a group permit it. */
export function apiKeyPolicyOf(
  settings: AdminSettings,
  permissions: Pick<UserPermissions, 'holds'>,
): ApiKeyPolicy {
  return {
    async settings() {
      const { admin } = await settings.current();
      const { ENABLE_API_KEYS, ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS, API_KEYS_ALLOWED_ENDPOINTS } = admin;
      return {
        enabled: ENABLE_API_KEYS,
        allowedPaths: ENABLE_API_KEYS_ENDPOINT_RESTRICTIONS ? pathsIn(API_KEYS_ALLOWED_ENDPOINTS) : null,
      };
    },
    isPermitted: (userId) => permissions.holds(userId, 'features.api_keys'),
  };
}

/** A comma-separated list; no path at all where it is empty. */
function pathsIn(list: string): readonly string[] {
  return list
    .split(',')
    .map((path) => path.trim().replace(/(?<=.)\/+$/, ''))
    .filter((path) => path !== '');
}
