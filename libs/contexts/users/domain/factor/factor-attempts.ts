import { factorErrors } from '@reeve/contracts';

/** What may be tried at one challenge (reference 11.3). */
export const ATTEMPTS_PER_CHALLENGE = 5;
/** What may be tried at one person's factor, whatever it comes with, within {@link ATTEMPT_WINDOW_SECONDS}. */
export const ATTEMPTS_PER_PERSON = 10;
export const ATTEMPT_WINDOW_SECONDS = 900;

/** Somebody tries a code. */
export interface Attempt {
  /** Epoch seconds. */
  readonly at: number;
  /** What it answers, and until when that can be answered; null: it comes with a session. */
  readonly challenge: { readonly hash: string; readonly expiresAt: number } | null;
}

/** One that was wrong. */
export interface RefusedAttempt {
  readonly at: number;
  readonly challenge: string | null;
}

/**
 * Only what was wrong counts: a code that is right is good once, which bounds it. What is refused here is not counted either, so
 * that nobody keeps themselves out by trying on.
 *
 * @throws ReeveError `USERS-FACTOR-ATTEMPTS-EXCEEDED` 429.
 */
export function assertMayTry({ at, challenge }: Attempt, refused: readonly RefusedAttempt[]): void {
  if (challenge !== null && countOf(challenge.hash, refused) >= ATTEMPTS_PER_CHALLENGE) {
    throw factorErrors.tooManyAttempts(Math.max(1, challenge.expiresAt - at));
  }
  const recent = within(refused, at);
  const tenth = recent.at(-ATTEMPTS_PER_PERSON);
  if (tenth !== undefined) {
    throw factorErrors.tooManyAttempts(Math.max(1, tenth.at + ATTEMPT_WINDOW_SECONDS - at));
  }
}

/** Whether an attempt that is wrong is the last one for some time. */
export function isLastAttempt({ at, challenge }: Attempt, refused: readonly RefusedAttempt[]): boolean {
  const ofChallenge = challenge === null ? 0 : countOf(challenge.hash, refused) + 1;
  return ofChallenge >= ATTEMPTS_PER_CHALLENGE || within(refused, at).length + 1 >= ATTEMPTS_PER_PERSON;
}

/** With one more, and without those that count no longer: a challenge does not live as long as they do. */
export function withRefused(
  refused: readonly RefusedAttempt[],
  attempt: RefusedAttempt,
): readonly RefusedAttempt[] {
  return [...within(refused, attempt.at), attempt];
}

const within = (refused: readonly RefusedAttempt[], now: number): readonly RefusedAttempt[] =>
  refused.filter(({ at }) => at > now - ATTEMPT_WINDOW_SECONDS);

const countOf = (hash: string, refused: readonly RefusedAttempt[]): number =>
  refused.filter(({ challenge }) => challenge === hash).length;
