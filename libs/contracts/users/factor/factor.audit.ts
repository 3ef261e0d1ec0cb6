import type { AuditDescription } from '../../audit/audit-description.js';
import type { ChallengeEvent, ChallengeStep, FactorEvent, FactorRefusalReason } from './factor.events.js';
import type { SignInPolicyChanged } from './sign-in-policy.events.js';

const REFUSED: Readonly<Record<FactorRefusalReason, string>> = {
  'wrong-code': 'wrong code',
  'used-code': 'this code was used before',
  'wrong-recovery-code': 'no such recovery code',
  'wrong-ticket': 'no such ticket',
};

const ASKED: Readonly<Record<ChallengeStep, string>> = {
  enroll: 'Asked to enrol a second factor',
  verify: 'Asked for the second factor',
  recover: 'Asked for the ticket of a reset of the second factor',
};

/** Second factors by what was done with them: secrets, codes, tickets and tokens show nowhere, nor do their hashes. */
export function describeFactorEvent(
  event: FactorEvent | ChallengeEvent | SignInPolicyChanged,
): AuditDescription | undefined {
  switch (event.type) {
    case 'users.factor.enrolment-begun.v1':
      return aboutUser(event.data, 'factor_enrolment_begun', 'Began to enrol a second factor');
    case 'users.factor.enrolled.v1':
      return aboutUser(event.data, 'factor_enrolled', 'Second factor enrolled');
    case 'users.factor.replaced.v1':
      return aboutUser(event.data, 'factor_replaced', 'Second factor replaced by another one');
    case 'users.factor.code-verified.v1':
      return aboutUser(event.data, 'factor_verified', 'Second factor proven');
    case 'users.factor.code-refused.v1': {
      const { reason, throttled } = event.data;
      const text = `Second factor refused: ${REFUSED[reason]}${throttled ? '; no more attempts for now' : ''}`;
      return aboutUser(event.data, 'factor_refused', text, { reason, throttled });
    }
    case 'users.factor.recovery-code-used.v1': {
      const { left } = event.data;
      const text = `Second factor proven by a recovery code; ${String(left)} left`;
      return aboutUser(event.data, 'factor_recovery_code_used', text, { left });
    }
    case 'users.factor.recovery-codes-renewed.v1':
      return aboutUser(event.data, 'factor_recovery_codes_renewed', 'Other recovery codes given out');
    case 'users.factor.reset-requested.v1': {
      const { reason, expiresAt } = event.data;
      const text = `Ticket made out to enrol another second factor: ${reason}`;
      return aboutUser(event.data, 'factor_reset_requested', text, { reason, expires_at: expiresAt });
    }
    case 'users.factor.reset-completed.v1':
      return aboutUser(
        event.data,
        'factor_reset_completed',
        'Second factor removed with the ticket of a reset',
      );
    case 'users.factor.removed.v1':
      return aboutUser(
        event.data,
        'factor_removed',
        'Second factor removed: its owner has no account any more',
      );
    case 'users.challenge.issued.v1': {
      const { step, purpose, method, expiresAt } = event.data;
      const metadata = { step, purpose, method, expires_at: expiresAt };
      return aboutUser(event.data, 'challenge_issued', ASKED[step], metadata);
    }
    case 'users.challenge.answered.v1':
      return aboutUser(event.data, 'challenge_answered', 'Did what was asked for');
    case 'users.sign-in-policy.changed.v1':
      return {
        entityType: 'sign_in_policy',
        entityId: 'sign-in-policy',
        action: 'sign_in_policy_changed',
        description: 'What sign-ins ask for changed; all sessions ended',
        changes: event.data.changes,
      };
    default:
      return event satisfies never;
  }
}

function aboutUser(
  { userId }: { readonly userId: string },
  action: string,
  description: string,
  metadata: NonNullable<AuditDescription['metadata']> = {},
): AuditDescription {
  return { entityType: 'user', entityId: userId, action, description, changes: null, metadata };
}
