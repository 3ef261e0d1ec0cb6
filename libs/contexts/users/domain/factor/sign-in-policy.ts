import { USER_STREAMS } from '@reeve/contracts';
import type {
  AuthenticationMethod,
  Role,
  SignInPolicy,
  SignInPolicyChanged,
  UsersEvent,
} from '@reeve/contracts';

export interface SignInPolicyState {
  readonly policy: SignInPolicy;
  readonly epoch: string | null;
}

export interface FollowSettings {
  readonly kind: 'follow';
  readonly policy: SignInPolicy;
  /** The epoch from now on, if anything changes: one that there has not been. */
  readonly newEpoch: string;
}

/** As Open WebUI has it before anybody sets anything. */
export const NOTHING_ASKED: SignInPolicy = {
  ENABLE_MFA: false,
  MFA_ALLOW_OAUTH_BYPASS: false,
  MFA_ALLOW_TRUSTED_HEADER_BYPASS: false,
};

const SETTINGS = Object.keys(NOTHING_ASKED) as readonly (keyof SignInPolicy)[];

export const signInPolicyStream: string = USER_STREAMS.signInPolicy;

/** What sign-ins ask for, as far as sessions go by it: whoever signs in is asked, and gets a session, by one and the same. */
export const signInPolicyDecider = {
  initialState: { policy: NOTHING_ASKED, epoch: null } as SignInPolicyState,

  decide({ policy, newEpoch }: FollowSettings, state: SignInPolicyState): readonly SignInPolicyChanged[] {
    const changes = Object.fromEntries(
      SETTINGS.filter((name) => policy[name] !== state.policy[name]).map((name) => [
        name,
        { old: state.policy[name], new: policy[name] },
      ]),
    );
    if (Object.keys(changes).length === 0) return [];
    const epoch = { old: state.epoch, new: newEpoch };
    return [{ type: 'users.sign-in-policy.changed.v1', data: { changes, epoch } }];
  },

  evolve(state: SignInPolicyState, { type, data }: UsersEvent): SignInPolicyState {
    if (type !== 'users.sign-in-policy.changed.v1') return state;
    return { policy: { ...state.policy, ...newValues(data.changes) }, epoch: data.epoch.new };
  },
};

export function newValues(changes: SignInPolicyChanged['data']['changes']): Partial<SignInPolicy> {
  return Object.fromEntries(
    SETTINGS.flatMap((name) => (changes[name] === undefined ? [] : [[name, changes[name].new]])),
  );
}

/**
 * Whether somebody who has proven who they are is let in at once. `system` is asked as whoever has a password: an administrator
 * gets no session for somebody else past their factor.
 */
export function isLetIn(policy: SignInPolicy, method: AuthenticationMethod): boolean {
  return !policy.ENABLE_MFA || (method === 'oauth' && policy.MFA_ALLOW_OAUTH_BYPASS);
}

/** What whoever is not let in at once has to do. @param now epoch seconds. */
export function nextStepOf(
  role: Role,
  factor: { readonly enrolled: boolean; readonly resetUntil: number },
  now: number,
): 'pending' | 'enroll' | 'verify' | 'recover' {
  if (role === 'pending') return 'pending';
  if (!factor.enrolled) return 'enroll';
  return factor.resetUntil > now ? 'recover' : 'verify';
}
