import type { CallContext, DeletionStep } from '@reeve/contracts';
import type { EmailReservations } from './email-reservations.js';
import type { UserSessions } from './user-sessions.js';

/** Who was deleted. */
export interface Gone {
  readonly userId: string;
  readonly emailFingerprint: string;
}

/** How each step of a deletion is taken, also for the second time, when there is nothing left. */
export type DeletionSteps = Readonly<Record<DeletionStep, (gone: Gone, call: CallContext) => Promise<void>>>;

export function deletionSteps(sessions: UserSessions, emails: EmailReservations): DeletionSteps {
  return {
    sessions: ({ userId }, call) => sessions.endAll(userId, 'deleted', call),
    email: async ({ userId, emailFingerprint }, call) => {
      const held = await emails.heldBy(emailFingerprint, userId);
      if (held !== undefined) await emails.release(emailFingerprint, held, 'deleted', call);
    },
  };
}
