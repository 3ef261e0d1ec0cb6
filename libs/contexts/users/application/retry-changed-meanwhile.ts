import { accountErrors, ReeveError } from '@reeve/contracts';

/** Of a change that others made another one before, each time. */
const ATTEMPTS = 4;
const CHANGED = accountErrors.changedMeanwhile().code;

/**
 * Decides again on what it is by now, where what was decided upon was changed meanwhile.
 *
 * @throws ReeveError `USERS-CHANGED-MEANWHILE` 409 after several attempts, and what the attempt throws.
 */
export async function retryChangedMeanwhile<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let left = ATTEMPTS - 1; ; left--) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ReeveError) || error.code !== CHANGED || left === 0) throw error;
    }
  }
}
