import { USER_STREAMS } from '@reeve/contracts';
import type { IdentityLinked, UsersEvent } from '@reeve/contracts';

export type IdentityState =
  { readonly status: 'free' } | { readonly status: 'linked'; readonly userId: string };

/** `subject` is opaque here: sealing is the application's business. */
export interface LinkIdentity {
  readonly kind: 'link';
  readonly identityFingerprint: string;
  readonly provider: string;
  readonly subject: string;
  readonly userId: string;
  /** A user it was linked to and who has no account (any more); null when nobody was looked for. */
  readonly replaces: string | null;
}

export const identityStream = (identityFingerprint: string): string =>
  `${USER_STREAMS.identity}${identityFingerprint}`;

/**
 * Somebody at an identity provider has one account. The link comes before the account: whoever signs in for the first time twice
 * at once, or again after a crash, goes on with the user that came first.
 */
export const identityDecider = {
  initialState: { status: 'free' } as IdentityState,

  decide(command: LinkIdentity, state: IdentityState): readonly IdentityLinked[] {
    const { identityFingerprint, provider, subject, userId, replaces } = command;
    if (state.status === 'linked' && (state.userId === userId || state.userId !== replaces)) return [];
    return [{ type: 'users.identity.linked.v1', data: { identityFingerprint, userId, provider, subject } }];
  },

  evolve(state: IdentityState, event: UsersEvent): IdentityState {
    return event.type === 'users.identity.linked.v1'
      ? { status: 'linked', userId: event.data.userId }
      : state;
  },
};
