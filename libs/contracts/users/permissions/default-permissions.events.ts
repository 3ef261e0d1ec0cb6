import type { JsonObject } from '../../json.js';

/** The one stream of the default permissions. */
export const DEFAULT_PERMISSIONS_STREAM = 'default-permissions';

/** `old` null: it was never stored, the environment's default held. */
export interface PermissionChange extends JsonObject {
  readonly old: boolean | null;
  readonly new: boolean;
}

/** What everybody may. Only leaves that changed. */
export interface DefaultPermissionsChanged {
  readonly type: 'users.default-permissions.changed.v1';
  readonly data: { readonly permissions: Readonly<Record<string, PermissionChange>> };
}
