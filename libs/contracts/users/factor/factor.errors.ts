import { ReeveError } from '../../errors/reeve-error.js';

/** The errors of second factors. Those of a sign-in do not tell what exactly was wrong with what was sent. */
export const factorErrors = {
  challengeInvalid: () =>
    new ReeveError(
      'USERS-CHALLENGE-INVALID',
      401,
      'This sign-in has ended, or took too long. Sign in again from the beginning.',
    ),
  challengeOriginRefused: () =>
    new ReeveError(
      'USERS-CHALLENGE-ORIGIN-REFUSED',
      403,
      'A sign-in is gone on with from the page that it was begun at, and from nowhere else.',
    ),
  codeInvalid: () =>
    new ReeveError(
      'USERS-FACTOR-CODE-INVALID',
      401,
      'The code is wrong, or was used before. Wait for the next one, and enter that.',
    ),
  ticketInvalid: () =>
    new ReeveError(
      'USERS-FACTOR-TICKET-INVALID',
      401,
      'The ticket is wrong, or is not good any more. Ask an administrator for another one.',
    ),
  /** @param retryAfter seconds. */
  tooManyAttempts: (retryAfter: number) =>
    new ReeveError(
      'USERS-FACTOR-ATTEMPTS-EXCEEDED',
      429,
      'Too many wrong codes. Wait, then sign in again from the beginning.',
      { retry_after: retryAfter },
    ),
  notEnrolled: () => new ReeveError('USERS-FACTOR-NOT-ENROLLED', 409, 'This account has no second factor.'),
  alreadyEnrolled: () =>
    new ReeveError(
      'USERS-FACTOR-ENROLLED-ALREADY',
      409,
      'This account has a second factor by now. Sign in again from the beginning.',
    ),
  enrolmentNotBegun: () =>
    new ReeveError(
      'USERS-FACTOR-ENROLMENT-NOT-BEGUN',
      409,
      'There is no new second factor to confirm, or another one was begun meanwhile. Begin again.',
    ),
  /** The factor was replaced, or reset, after its secret was read. */
  changedMeanwhile: () =>
    new ReeveError(
      'USERS-FACTOR-CHANGED',
      409,
      'The second factor of this account was changed meanwhile. Sign in again from the beginning.',
    ),
  needsSession: () =>
    new ReeveError(
      'USERS-FACTOR-NEEDS-SESSION',
      403,
      'An API key has nothing to do with second factors. Sign in, and do it with the session’s token.',
    ),
  ownReset: () =>
    new ReeveError(
      'USERS-FACTOR-OWN-RESET',
      403,
      'Nobody resets their own second factor: replace it, or ask another administrator or the operator.',
    ),
  needsFreshSession: (seconds: number) =>
    new ReeveError(
      'USERS-FACTOR-NEEDS-FRESH-SESSION',
      403,
      `This takes a session that is at most ${String(seconds)} seconds old. Sign in again first.`,
    ),
  /** The command was carried out before, and its answer is lost: nothing can show the codes again. */
  codesNotShownAgain: () =>
    new ReeveError(
      'USERS-FACTOR-CODES-NOT-SHOWN-AGAIN',
      409,
      'This was done before, and recovery codes are shown only once. Ask for new ones.',
    ),
  /** The same of the ticket of a reset. */
  ticketNotShownAgain: () =>
    new ReeveError(
      'USERS-FACTOR-TICKET-NOT-SHOWN-AGAIN',
      409,
      'This was done before, and a ticket is shown only once. Reset the factor again.',
    ),
} as const;
