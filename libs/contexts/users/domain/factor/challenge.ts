import { factorErrors, USER_STREAMS } from '@reeve/contracts';
import type { ChallengeEvent, ChallengeIssued } from '@reeve/contracts';

/** Seconds that whoever signs in has for the next step: enough to install an app. */
export const CHALLENGE_SECONDS = 600;

export type OpenChallenge = ChallengeIssued['data'];

export type ChallengeState =
  | { readonly status: 'unknown' }
  | { readonly status: 'open'; readonly challenge: OpenChallenge }
  | { readonly status: 'answered'; readonly challenge: OpenChallenge };

export interface IssueChallenge {
  readonly kind: 'issue';
  readonly challenge: OpenChallenge;
}

export interface AnswerChallenge {
  readonly kind: 'answer';
  /** Epoch seconds. */
  readonly at: number;
}

export type ChallengeCommand = IssueChallenge | AnswerChallenge;

/** @param hash keyed, of the challenge's token. */
export const challengeStream = (hash: string): string => `${USER_STREAMS.challenge}${hash}`;

/** What stands between a password that was proven and a session. It is found by its token alone, and leads on once. */
export const challengeDecider = {
  initialState: { status: 'unknown' } as ChallengeState,

  decide(command: ChallengeCommand, state: ChallengeState): readonly ChallengeEvent[] {
    switch (command.kind) {
      case 'issue':
        return state.status === 'unknown'
          ? [{ type: 'users.challenge.issued.v1', data: command.challenge }]
          : [];
      case 'answer': {
        const { challenge, userId } = openChallenge(state, command.at);
        return [{ type: 'users.challenge.answered.v1', data: { challenge, userId } }];
      }
      default:
        return command satisfies never;
    }
  },

  evolve(state: ChallengeState, event: ChallengeEvent): ChallengeState {
    switch (event.type) {
      case 'users.challenge.issued.v1':
        return { status: 'open', challenge: event.data };
      case 'users.challenge.answered.v1':
        return state.status === 'unknown' ? state : { ...state, status: 'answered' };
      default:
        event satisfies never;
        return state;
    }
  },
};

/** @param at epoch seconds. @throws ReeveError `USERS-CHALLENGE-INVALID` 401 for one that cannot be answered (any more). */
export function openChallenge(state: ChallengeState, at: number): OpenChallenge {
  if (state.status !== 'open') throw factorErrors.challengeInvalid();
  return currentChallenge(state, at);
}

/**
 * The same for one that may have been answered by the very command that asks, which only deciding can tell.
 *
 * @throws ReeveError `USERS-CHALLENGE-INVALID` 401 for one that was never issued, or is over.
 */
export function currentChallenge(state: ChallengeState, at: number): OpenChallenge {
  if (state.status === 'unknown' || state.challenge.expiresAt <= at) throw factorErrors.challengeInvalid();
  return state.challenge;
}
