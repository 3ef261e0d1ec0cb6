import { ReeveError } from '../../errors/reeve-error.js';
import type { PermissionLeaf } from './permission-catalogue.js';

/** The errors about permissions: one function each, one code each, never reused and never renamed. */
export const permissionsErrors = {
  /** The caller has neither the leaf nor the role that passes without it. */
  notGranted: (permission: PermissionLeaf) =>
    new ReeveError(
      'PERMISSIONS-NOT-GRANTED',
      403,
      'You do not have permission to do this. Ask an administrator to grant it to you or to one of your groups.',
      { permission },
    ),
} as const;
