import { command, query } from '../../rpc.js';
import type { SessionUser, StartedSession, Visibility } from '../users.rpc.js';
import type { ChallengeStep } from './factor.events.js';

/** What somebody has to do next who has proven who they are up to their second factor. */
export interface NextStep {
  readonly user: SessionUser;
  readonly nextStep: ChallengeStep;
  /** Stands for what was proven so far. */
  readonly challengeToken: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** A second factor is asked for, and whoever signs in has yet to be let in by an administrator: there is no step for them. */
export interface PendingStep {
  readonly user: SessionUser;
  readonly nextStep: 'pending';
}

/** A session, or what comes before it. */
export type SignInOutcome = (StartedSession | NextStep | PendingStep) & Visibility;

export function isStarted(outcome: SignInOutcome): outcome is StartedSession & Visibility {
  return !('nextStep' in outcome);
}

/** An account that an administrator has added; with a session where no second factor is asked for. */
export type AddedUser = (StartedSession | { readonly user: SessionUser }) & Visibility;

/** What stands in the place of a code: a recovery code, which is good once. */
interface Code {
  readonly code: string;
  readonly recovery: boolean;
}

/**
 * Every challenge is told by its token. One that is not (or no longer) good is `USERS-CHALLENGE-INVALID` 401, a wrong code
 * `USERS-FACTOR-CODE-INVALID` 401, and one too many `USERS-FACTOR-ATTEMPTS-EXCEEDED` 429 with `retry_after`.
 */
export const factorRpc = {
  /** Whether the caller has a second factor, and whether one is asked for. @throws `USERS-FACTOR-NEEDS-SESSION` 403. */
  status: query<Record<string, never>, { enabled: boolean; required: boolean; recoveryCodesLeft: number }>(
    'reeve.users.read-factor-status',
  ),
  /** What a challenge asks for, and for how many seconds yet. */
  readChallenge: query<{ challengeToken: string }, { step: ChallengeStep; expiresIn: number }>(
    'reeve.users.read-challenge',
  ),
  /** A new secret, in Base32, for the app of whoever has the e-mail. @throws `USERS-FACTOR-ENROLLED-ALREADY` 409. */
  beginEnrolment: command<{ challengeToken: string }, { secret: string; email: string } & Visibility>(
    'reeve.users.begin-factor-enrolment',
  ),
  /**
   * The first code of the new secret. The session is null when it replaces another factor: there was one, and it has ended
   * with all others.
   *
   * @throws `USERS-FACTOR-ENROLMENT-NOT-BEGUN`, `USERS-FACTOR-ENROLLED-ALREADY`, `USERS-FACTOR-CODES-NOT-SHOWN-AGAIN` 409.
   */
  confirmEnrolment: command<
    { challengeToken: string; code: string },
    { recoveryCodes: readonly string[]; session: StartedSession | null } & Visibility
  >('reeve.users.confirm-factor-enrolment'),
  /** @throws `USERS-FACTOR-CHANGED` 409. */
  verify: command<{ challengeToken: string } & Code, StartedSession & Visibility>(
    'reeve.users.verify-factor',
  ),
  /**
   * The caller wants another factor, and proves the one there is.
   *
   * @throws `USERS-FACTOR-NEEDS-SESSION`, `USERS-FACTOR-NEEDS-FRESH-SESSION` 403; `USERS-FACTOR-NOT-ENROLLED` 409.
   */
  replace: command<Code, NextStep & Visibility>('reeve.users.replace-factor'),
  /**
   * Other recovery codes for the caller; ends their sessions.
   *
   * @throws `USERS-FACTOR-NEEDS-SESSION` 403; `USERS-FACTOR-NOT-ENROLLED`, `USERS-FACTOR-CODES-NOT-SHOWN-AGAIN` 409.
   */
  renewRecoveryCodes: command<Code, { recoveryCodes: readonly string[] } & Visibility>(
    'reeve.users.renew-recovery-codes',
  ),
  /** Whoever has the ticket of a reset goes on to enrol. @throws `USERS-FACTOR-TICKET-INVALID` 401. */
  recover: command<{ challengeToken: string; ticket: string }, NextStep & Visibility>(
    'reeve.users.recover-factor',
  ),
  /**
   * Makes out a ticket with which somebody may enrol anew, and ends their sessions. It is good for half an hour.
   *
   * @param user their id, or their e-mail.
   * @param reason what the audit log says of it.
   * @throws `USERS-NOT-FOUND` 404; `USERS-CREDENTIALS-PROTECTED`, `USERS-FACTOR-NEEDS-SESSION`, `USERS-FACTOR-OWN-RESET` 403;
   *   `USERS-FACTOR-NOT-ENROLLED`, `USERS-FACTOR-TICKET-NOT-SHOWN-AGAIN` 409.
   */
  reset: command<{ user: string; reason: string }, { ticket: string; expiresAt: number } & Visibility>(
    'reeve.users.reset-factor',
  ),
  /** Sees to it that what administrators have set holds for sign-ins. */
  followSettings: command<Record<string, never>, Visibility>('reeve.users.follow-sign-in-settings'),
} as const;
