import { ReeveError } from '../errors/reeve-error.js';

/** What changing, disabling and deleting accounts is refused with: one function each, one code each, never reused. */
export const accountErrors = {
  primaryAdministratorProtected: () =>
    new ReeveError(
      'USERS-PRIMARY-ADMINISTRATOR-PROTECTED',
      403,
      'This is the primary administrator: nobody else may change, disable or delete this account.',
    ),
  primaryAdministratorStays: () =>
    new ReeveError(
      'USERS-PRIMARY-ADMINISTRATOR-STAYS',
      403,
      'The primary administrator stays an administrator. Hand the place over to another administrator first.',
    ),
  primaryAdministratorOnly: () =>
    new ReeveError(
      'USERS-PRIMARY-ADMINISTRATOR-ONLY',
      403,
      'Only the primary administrator can hand over that place.',
    ),
  successorUnfit: () =>
    new ReeveError(
      'USERS-SUCCESSOR-UNFIT',
      409,
      'The primary administrator can only be succeeded by an active administrator.',
    ),
  ownDeletion: () =>
    new ReeveError(
      'USERS-OWN-DELETION',
      403,
      'You cannot delete your own account. Ask another administrator.',
    ),
  ownDisabling: () =>
    new ReeveError(
      'USERS-OWN-DISABLING',
      403,
      'You cannot disable your own account. Ask another administrator.',
    ),
  accountDisabled: () =>
    new ReeveError('USERS-ACCOUNT-DISABLED', 403, 'This account is disabled. Ask an administrator.'),
  /** Nothing was changed; whoever decides on what it is now may succeed. */
  changedMeanwhile: () =>
    new ReeveError(
      'USERS-CHANGED-MEANWHILE',
      409,
      'The account was changed by somebody else at the same moment. Read it again, then repeat the change.',
    ),
  keptTooLarge: (part: string, maxBytes: number) =>
    new ReeveError(
      'USERS-KEPT-TOO-LARGE',
      422,
      `The ${part} would be too large: at most ${String(maxBytes)} bytes as JSON.`,
      { part, most: maxBytes },
    ),
} as const;
