import { ReeveError } from '../errors/reeve-error.js';

/** The errors of sessions and passwords, beside `usersErrors`. */
export const credentialErrors = {
  sessionNotFound: () => new ReeveError('USERS-SESSION-NOT-FOUND', 404, 'The session was not found.'),
  /** Reference 2.2: nobody else acts on the primary administrator. */
  primaryAdministratorProtected: () =>
    new ReeveError(
      'USERS-CREDENTIALS-PROTECTED',
      403,
      'The sessions, password and API keys of the primary administrator are changed by nobody else.',
    ),
  passwordIncorrect: () =>
    new ReeveError(
      'USERS-PASSWORD-INCORRECT',
      400,
      'Incorrect password. Please verify your current password and try again.',
    ),
  /** The password, or the sessions, of the person were changed by somebody else after they had proven who they are. */
  credentialChanged: () =>
    new ReeveError(
      'USERS-CREDENTIAL-CHANGED',
      409,
      'The password or the sessions of this account were changed meanwhile. Sign in again, then repeat the change.',
    ),
  /** @param hint what the operator says a password has to be. */
  passwordRefused: (hint: string) => new ReeveError('USERS-PASSWORD-REFUSED', 400, hint),
} as const;
