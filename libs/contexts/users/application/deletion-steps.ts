import type { BusClient } from '@reeve/bus';
import { subscriptionRpc } from '@reeve/contracts';
import type { CallContext, DeletionStep } from '@reeve/contracts';
import type { ApiKeys } from './api-keys.js';
import type { EmailReservations } from './email-reservations.js';
import type { OwnFactor } from './factor/own-factor.js';
import type { ChangeMembers } from './groups/change-members.js';
import type { UserSessions } from './user-sessions.js';

/** Who was deleted. */
export interface Gone {
  readonly userId: string;
  readonly emailFingerprint: string;
}

/** How each step of a deletion is taken, also for the second time, when there is nothing left. */
export type DeletionSteps = Readonly<Record<DeletionStep, (gone: Gone, call: CallContext) => Promise<void>>>;

/** What has something of a person's to take away. */
export interface DeletionParts {
  readonly userSessions: UserSessions;
  readonly apiKeys: ApiKeys;
  readonly ownFactor: OwnFactor;
  readonly changeMembers: ChangeMembers;
  /** Of another context. */
  readonly subscriptions: Subscriptions;
  readonly emails: EmailReservations;
}

export interface Subscriptions {
  /** Ends what the person has. @throws ReeveError what the bus throws. */
  endWithAccount(userId: string, call: CallContext): Promise<void>;
}

/** The billing context's, over the bus. */
export function subscriptionsOver(bus: BusClient): Subscriptions {
  return {
    async endWithAccount(userId, call) {
      await bus.request(subscriptionRpc.endWithAccount, { userId }, call);
    },
  };
}

export function deletionSteps({
  userSessions,
  apiKeys,
  ownFactor,
  changeMembers,
  subscriptions,
  emails,
}: DeletionParts): DeletionSteps {
  return {
    sessions: ({ userId }, call) => userSessions.endAll(userId, 'deleted', call),
    'api-keys': async ({ userId }, call) => {
      await apiKeys.deleteAll(userId, call);
    },
    factor: ({ userId }, call) => ownFactor.remove(userId, call),
    memberships: ({ userId }, call) => changeMembers.removeFromAll(userId, call),
    subscription: ({ userId }, call) => subscriptions.endWithAccount(userId, call),
    email: async ({ userId, emailFingerprint }, call) => {
      const held = await emails.heldBy(emailFingerprint, userId);
      if (held !== undefined) await emails.release(emailFingerprint, held, 'deleted', call);
    },
  };
}
