import { USER_STREAMS } from '@reeve/contracts';
import type { SignInRefusalReason, SignInRefused, UsersEvent } from '@reeve/contracts';

export interface SignInRefusalState {
  readonly status: 'unrecorded' | 'recorded';
}

export interface RecordSignInRefusal {
  readonly kind: 'record';
  readonly userId: string | null;
  readonly emailFingerprint: string;
  readonly reason: SignInRefusalReason;
}

export const signInRefusalStream = (commandId: string): string => `${USER_STREAMS.signInRefusal}${commandId}`;

/** A stream of its own per refusal: nobody's attempts may make anybody's stream long. */
export const signInRefusalDecider = {
  initialState: { status: 'unrecorded' } as SignInRefusalState,

  decide(
    { userId, emailFingerprint, reason }: RecordSignInRefusal,
    state: SignInRefusalState,
  ): readonly SignInRefused[] {
    if (state.status === 'recorded') return [];
    return [{ type: 'users.sign-in.refused.v1', data: { userId, emailFingerprint, reason } }];
  },

  evolve(state: SignInRefusalState, event: UsersEvent): SignInRefusalState {
    return event.type === 'users.sign-in.refused.v1' ? { status: 'recorded' } : state;
  },
};
