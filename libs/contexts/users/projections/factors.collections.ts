import type { JsonObject, SignInPolicy } from '@reeve/contracts';
import type { CollectionDefinition } from '@reeve/document-store';

/** Second factors, by whose they are: what sign-ins go by. What is true of one is decided on its stream. */
export const FACTORS: CollectionDefinition = { name: 'users_factors', fields: {}, indexes: [] };

export interface FactorDocument extends JsonObject {
  /** Null: none is enrolled. */
  readonly enrolled: SealedEnrolment | null;
  /** What is to be confirmed; null: nothing. */
  readonly begun: SealedEnrolment | null;
  readonly recoveryCodesLeft: number;
  /** Until when the ticket of a reset is good, in epoch seconds; 0: there is none. */
  readonly resetUntil: number;
}

/** `secret` is sealed (`USER_PURPOSES.factorSecret`). */
export interface SealedEnrolment extends JsonObject {
  readonly enrolmentId: string;
  readonly secret: string;
}

export const NO_FACTOR: FactorDocument = { enrolled: null, begun: null, recoveryCodesLeft: 0, resetUntil: 0 };

/** What sign-ins ask for, and the epoch that sessions are started in: one document, so that nobody goes by half of it. */
export const SIGN_IN_POLICY: CollectionDefinition = {
  name: 'users_sign_in_policy',
  fields: {},
  indexes: [],
};

export const SIGN_IN_POLICY_ID = 'policy';

export interface SignInPolicyDocument extends JsonObject {
  readonly policy: SignInPolicy & JsonObject;
  /** Null: nothing was ever asked for. */
  readonly epoch: string | null;
}
