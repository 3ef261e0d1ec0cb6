import type { JsonObject } from '../../json.js';
import { command, query } from '../../rpc.js';
import type { Visibility } from '../users.rpc.js';
import type { ExplainedLeaf, PermissionTree } from './permission-tree.js';

/** What somebody may and why. */
export interface PermissionExplanation {
  readonly user_id: string;
  /** Every leaf, in the order of the tree. */
  readonly permissions: readonly ExplainedLeaf[];
}

export const permissionsRpc = {
  /** What everybody may, every leaf. */
  readDefaults: query<Record<string, never>, PermissionTree>('reeve.users.read-default-permissions'),
  /** What everybody would be allowed if nothing were stored: the environment's defaults, every leaf. */
  readFactoryDefaults: query<Record<string, never>, PermissionTree>('reeve.users.read-factory-permissions'),
  /**
   * Replaces them: leaves that are absent get the schema's defaults.
   *
   * @throws `REQUEST-INVALID` 422 naming every leaf that is unknown or no boolean.
   */
  changeDefaults: command<
    { readonly permissions: JsonObject },
    { readonly permissions: PermissionTree } & Visibility
  >('reeve.users.change-default-permissions'),
  /** What a user may, every leaf; of somebody unknown: the defaults. The role is not looked at. */
  effective: query<{ readonly userId: string }, PermissionTree>('reeve.users.effective-permissions'),
  /** @throws `USERS-NOT-FOUND` 404. */
  explain: query<{ readonly userId: string }, PermissionExplanation>('reeve.users.explain-permissions'),
} as const;
