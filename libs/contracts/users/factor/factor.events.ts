import type { JsonObject } from '../../json.js';
import type { AuthenticationMethod, Fact } from '../users.events.js';

/** Somebody was shown a secret to keep in an app of theirs; nothing is asked of them by it before they confirm it. */
export type FactorEnrolmentBegun = Fact<
  'users.factor.enrolment-begun.v1',
  {
    readonly userId: string;
    readonly enrolmentId: string;
    /** Sealed (`USER_PURPOSES.factorSecret`). */
    readonly secret: string;
  }
>;

interface Enrolment extends JsonObject {
  readonly userId: string;
  readonly enrolmentId: string;
  /** The step of the code that confirmed it: good for nothing any more. */
  readonly step: number;
  /** Keyed hashes of the recovery codes that go with it. */
  readonly recoveryCodes: readonly string[];
}

/** The first second factor of a person, or the first after a reset. */
export type FactorEnrolled = Fact<'users.factor.enrolled.v1', Enrolment>;

/** Another one in its place: the old one is good for nothing any more, nor are its recovery codes. */
export type FactorReplaced = Fact<'users.factor.replaced.v1', Enrolment & { readonly replaces: string }>;

/** The step of a code that was right: it and all before it are good for nothing any more. */
export type FactorCodeVerified = Fact<
  'users.factor.code-verified.v1',
  { readonly userId: string; readonly step: number }
>;

/** `used-code`: one that is right, of a step that was used before. */
export type FactorRefusalReason = 'wrong-code' | 'used-code' | 'wrong-recovery-code' | 'wrong-ticket';

export type FactorCodeRefused = Fact<
  'users.factor.code-refused.v1',
  {
    readonly userId: string;
    readonly reason: FactorRefusalReason;
    /** Epoch seconds. */
    readonly at: number;
    /** Hash of the challenge that it was an answer to; null: it came with a session. */
    readonly challenge: string | null;
    /** Whether it was the last that the person may try for some time. */
    readonly throttled: boolean;
  }
>;

export type FactorRecoveryCodeUsed = Fact<
  'users.factor.recovery-code-used.v1',
  { readonly userId: string; readonly hash: string; readonly left: number }
>;

export type FactorRecoveryCodesRenewed = Fact<
  'users.factor.recovery-codes-renewed.v1',
  { readonly userId: string; readonly recoveryCodes: readonly string[] }
>;

/** A ticket was made out, with which its person may enrol anew, and the one before it taken back. Times in epoch seconds. */
export type FactorResetRequested = Fact<
  'users.factor.reset-requested.v1',
  {
    readonly userId: string;
    /** Keyed hash of the ticket. */
    readonly ticket: string;
    /** What whoever asked for it says it is for. In clear: it is what the audit log is asked for. */
    readonly reason: string;
    readonly expiresAt: number;
  }
>;

/** The ticket was used: the factor is gone, with its recovery codes. */
export type FactorResetCompleted = Fact<
  'users.factor.reset-completed.v1',
  { readonly userId: string; readonly ticket: string }
>;

/** Whoever it belonged to has no account any more. */
export type FactorRemoved = Fact<'users.factor.removed.v1', { readonly userId: string }>;

export type FactorEvent =
  | FactorEnrolmentBegun
  | FactorEnrolled
  | FactorReplaced
  | FactorCodeVerified
  | FactorCodeRefused
  | FactorRecoveryCodeUsed
  | FactorRecoveryCodesRenewed
  | FactorResetRequested
  | FactorResetCompleted
  | FactorRemoved;

/** What a challenge asks for: a first factor, a code of the one there is, or the ticket of a reset. */
export const CHALLENGE_STEPS = ['enroll', 'verify', 'recover'] as const;
export type ChallengeStep = (typeof CHALLENGE_STEPS)[number];

/** `replace`: it was asked for with a session, and leads to no other one. */
export type ChallengePurpose = 'sign-in' | 'replace';

/** Somebody has proven who they are, up to their second factor. Times in epoch seconds. */
export type ChallengeIssued = Fact<
  'users.challenge.issued.v1',
  {
    /** Keyed hash of its token. */
    readonly challenge: string;
    readonly userId: string;
    readonly step: ChallengeStep;
    readonly purpose: ChallengePurpose;
    /** How whoever signs in has proven who they are; null: they have a session. */
    readonly method: AuthenticationMethod | null;
    /** The person's: the challenge is over when it changes. */
    readonly sessionStamp: string;
    readonly expiresAt: number;
  }
>;

/** It has led to what it was for, and leads to nothing else. */
export type ChallengeAnswered = Fact<
  'users.challenge.answered.v1',
  { readonly challenge: string; readonly userId: string }
>;

export type ChallengeEvent = ChallengeIssued | ChallengeAnswered;
