import { factorErrors, USER_STREAMS, usersErrors } from '@reeve/contracts';
import type { FactorEvent, FactorRefusalReason } from '@reeve/contracts';
import { assertMayAct } from '../acting.js';
import type { Acting } from '../acting.js';
import { assertMayTry, isLastAttempt, withRefused } from './factor-attempts.js';
import type { Attempt, RefusedAttempt } from './factor-attempts.js';

/** A secret that somebody was shown, sealed. */
export interface BegunEnrolment {
  readonly enrolmentId: string;
  readonly secret: string;
}

export interface EnrolledFactor extends BegunEnrolment {
  /** Of the code that was used last: codes of it, and of what came before, are good for nothing any more. */
  readonly step: number;
  /** Keyed hashes of those that are left. */
  readonly recoveryCodes: readonly string[];
}

export interface FactorState {
  readonly factor: EnrolledFactor | null;
  readonly begun: BegunEnrolment | null;
  /** The ticket that was made out last, by its keyed hash, and when it ends, in epoch seconds. */
  readonly reset: { readonly ticket: string; readonly expiresAt: number } | null;
  readonly refused: readonly RefusedAttempt[];
  /** Its owner has no account any more. */
  readonly isRemoved: boolean;
}

/** `code`: the step within reach that it is the code of; null: of none. It was looked for with the secret of `enrolmentId`. */
export type FactorProof =
  | { readonly kind: 'code'; readonly enrolmentId: string; readonly step: number | null }
  | { readonly kind: 'recovery-code'; readonly hash: string };

export interface BeginEnrolment {
  readonly kind: 'begin-enrolment';
  readonly userId: string;
  readonly enrolmentId: string;
  /** Sealed. */
  readonly secret: string;
  /** Whether there is one already that it is to replace. */
  readonly replacing: boolean;
}

export interface ConfirmEnrolment {
  readonly kind: 'confirm-enrolment';
  readonly userId: string;
  readonly enrolmentId: string;
  readonly step: number | null;
  /** Keyed hashes. */
  readonly recoveryCodes: readonly string[];
  readonly replacing: boolean;
  readonly attempt: Attempt;
}

export interface ProveFactor {
  readonly kind: 'prove';
  readonly userId: string;
  readonly proof: FactorProof;
  readonly attempt: Attempt;
}

export interface RenewRecoveryCodes {
  readonly kind: 'renew-recovery-codes';
  readonly userId: string;
  readonly proof: FactorProof;
  readonly attempt: Attempt;
  /** Keyed hashes. */
  readonly recoveryCodes: readonly string[];
}

export interface RequestFactorReset extends Acting {
  readonly kind: 'request-reset';
  /** Keyed hash. */
  readonly ticket: string;
  readonly reason: string;
  /** Epoch seconds. */
  readonly expiresAt: number;
}

export interface CompleteFactorReset {
  readonly kind: 'complete-reset';
  readonly userId: string;
  /** Keyed hash of what was presented. */
  readonly ticket: string;
  readonly attempt: Attempt;
}

export interface RemoveFactor {
  readonly kind: 'remove';
  readonly userId: string;
}

export type FactorCommand =
  | BeginEnrolment
  | ConfirmEnrolment
  | ProveFactor
  | RenewRecoveryCodes
  | RequestFactorReset
  | CompleteFactorReset
  | RemoveFactor;

export const factorStream = (userId: string): string => `${USER_STREAMS.factor}${userId}`;

const NOTHING: FactorState = { factor: null, begun: null, reset: null, refused: [], isRemoved: false };

/**
 * A person's second factor. That no code is used twice is decided on its stream: of two replicas that are given one code at once
 * the second decides again, on what the first has appended. What is wrong is an event as well, by which attempts are counted.
 */
export const factorDecider = {
  initialState: NOTHING,

  decide(command: FactorCommand, state: FactorState): readonly FactorEvent[] {
    switch (command.kind) {
      case 'begin-enrolment':
        return beginEnrolment(command, state);
      case 'confirm-enrolment':
        return confirmEnrolment(command, state);
      case 'prove':
        return prove(command, state);
      case 'renew-recovery-codes':
        return renewRecoveryCodes(command, state);
      case 'request-reset':
        return requestReset(command, state);
      case 'complete-reset':
        return completeReset(command, state);
      case 'remove':
        return remove(command, state);
      default:
        return command satisfies never;
    }
  },

  evolve(state: FactorState, event: FactorEvent): FactorState {
    const { factor } = state;
    switch (event.type) {
      case 'users.factor.enrolment-begun.v1': {
        const { enrolmentId, secret } = event.data;
        return { ...state, begun: { enrolmentId, secret } };
      }
      case 'users.factor.enrolled.v1':
      case 'users.factor.replaced.v1': {
        const { enrolmentId, step, recoveryCodes } = event.data;
        const secret = state.begun?.secret ?? '';
        return { ...NOTHING, refused: state.refused, factor: { enrolmentId, secret, step, recoveryCodes } };
      }
      case 'users.factor.code-verified.v1':
        return { ...state, factor: factor && { ...factor, step: event.data.step } };
      case 'users.factor.code-refused.v1': {
        const { at, challenge } = event.data;
        return { ...state, refused: withRefused(state.refused, { at, challenge }) };
      }
      case 'users.factor.recovery-code-used.v1': {
        const recoveryCodes = factor?.recoveryCodes.filter((hash) => hash !== event.data.hash) ?? [];
        return { ...state, factor: factor && { ...factor, recoveryCodes } };
      }
      case 'users.factor.recovery-codes-renewed.v1':
        return { ...state, factor: factor && { ...factor, recoveryCodes: event.data.recoveryCodes } };
      case 'users.factor.reset-requested.v1': {
        const { ticket, expiresAt } = event.data;
        return { ...state, reset: { ticket, expiresAt } };
      }
      case 'users.factor.reset-completed.v1':
        return { ...NOTHING, refused: state.refused };
      case 'users.factor.removed.v1':
        return { ...NOTHING, isRemoved: true };
      default:
        event satisfies never;
        return state;
    }
  },
};

function beginEnrolment(
  { userId, enrolmentId, secret, replacing }: BeginEnrolment,
  state: FactorState,
): readonly FactorEvent[] {
  assertMayEnrol(replacing, state);
  return [{ type: 'users.factor.enrolment-begun.v1', data: { userId, enrolmentId, secret } }];
}

function confirmEnrolment(command: ConfirmEnrolment, state: FactorState): readonly FactorEvent[] {
  const { userId, enrolmentId, step, recoveryCodes, replacing, attempt } = command;
  assertMayEnrol(replacing, state);
  assertMayTry(attempt, state.refused);
  if (state.begun?.enrolmentId !== enrolmentId) throw factorErrors.enrolmentNotBegun();
  if (step === null) return [refusal(userId, 'wrong-code', attempt, state)];
  const data = { userId, enrolmentId, step, recoveryCodes };
  return state.factor === null
    ? [{ type: 'users.factor.enrolled.v1', data }]
    : [{ type: 'users.factor.replaced.v1', data: { ...data, replaces: state.factor.enrolmentId } }];
}

/** @throws ReeveError `USERS-FACTOR-ENROLLED-ALREADY`, `USERS-FACTOR-NOT-ENROLLED` 409; `USERS-NOT-FOUND` 404. */
function assertMayEnrol(replacing: boolean, { factor, isRemoved }: FactorState): void {
  if (isRemoved) throw usersErrors.notFound();
  if (replacing && factor === null) throw factorErrors.notEnrolled();
  if (!replacing && factor !== null) throw factorErrors.alreadyEnrolled();
}

function prove(
  { userId, proof, attempt }: Pick<ProveFactor, 'userId' | 'proof' | 'attempt'>,
  state: FactorState,
): readonly [FactorEvent] {
  const { factor } = state;
  if (factor === null) throw factorErrors.notEnrolled();
  assertMayTry(attempt, state.refused);
  if (proof.kind === 'recovery-code') {
    const { hash } = proof;
    if (!factor.recoveryCodes.includes(hash)) {
      return [refusal(userId, 'wrong-recovery-code', attempt, state)];
    }
    const left = factor.recoveryCodes.length - 1;
    return [{ type: 'users.factor.recovery-code-used.v1', data: { userId, hash, left } }];
  }
  const { enrolmentId, step } = proof;
  if (enrolmentId !== factor.enrolmentId) throw factorErrors.changedMeanwhile();
  if (step === null) return [refusal(userId, 'wrong-code', attempt, state)];
  if (step <= factor.step) return [refusal(userId, 'used-code', attempt, state)];
  return [{ type: 'users.factor.code-verified.v1', data: { userId, step } }];
}

function renewRecoveryCodes(command: RenewRecoveryCodes, state: FactorState): readonly FactorEvent[] {
  const { userId, recoveryCodes } = command;
  const [proven] = prove(command, state);
  if (proven.type === 'users.factor.code-refused.v1') return [proven];
  return [proven, { type: 'users.factor.recovery-codes-renewed.v1', data: { userId, recoveryCodes } }];
}

function requestReset(command: RequestFactorReset, { factor }: FactorState): readonly FactorEvent[] {
  assertMayAct(command);
  const { userId, actorId, ticket, reason, expiresAt } = command;
  // Whoever has got hold of a session must not get rid of its person's factor with it.
  if (actorId === userId) throw factorErrors.ownReset();
  if (factor === null) throw factorErrors.notEnrolled();
  return [{ type: 'users.factor.reset-requested.v1', data: { userId, ticket, reason, expiresAt } }];
}

function completeReset(
  { userId, ticket, attempt }: CompleteFactorReset,
  state: FactorState,
): readonly FactorEvent[] {
  assertMayTry(attempt, state.refused);
  const { reset } = state;
  if (reset?.ticket !== ticket || reset.expiresAt <= attempt.at) {
    return [refusal(userId, 'wrong-ticket', attempt, state)];
  }
  return [{ type: 'users.factor.reset-completed.v1', data: { userId, ticket } }];
}

function remove({ userId }: RemoveFactor, { factor, begun }: FactorState): readonly FactorEvent[] {
  return factor === null && begun === null ? [] : [{ type: 'users.factor.removed.v1', data: { userId } }];
}

function refusal(
  userId: string,
  reason: FactorRefusalReason,
  attempt: Attempt,
  { refused }: FactorState,
): FactorEvent {
  const { at, challenge } = attempt;
  return {
    type: 'users.factor.code-refused.v1',
    data: {
      userId,
      reason,
      at,
      challenge: challenge?.hash ?? null,
      throttled: isLastAttempt(attempt, refused),
    },
  };
}
