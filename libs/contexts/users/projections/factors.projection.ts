import type { FactorEvent, UsersEvent } from '@reeve/contracts';
import { put } from '@reeve/event-sourcing';
import type { ProjectedOperation, ReadDocument } from '@reeve/event-sourcing';
import type { RecordedEvent } from '@reeve/event-store';
import { newValues, NOTHING_ASKED } from '@reeve/users/domain';
import { FACTORS, NO_FACTOR, SIGN_IN_POLICY, SIGN_IN_POLICY_ID } from './factors.collections.js';
import type { FactorDocument, SignInPolicyDocument } from './factors.collections.js';

/** What second factors leave in the documents: what there is, not what was tried. */
export async function projectFactors(
  recorded: RecordedEvent,
  event: UsersEvent,
  read: ReadDocument,
): Promise<readonly ProjectedOperation[]> {
  if (event.type === 'users.sign-in-policy.changed.v1') {
    const { changes, epoch } = event.data;
    const before = await readSignInPolicy(read);
    const after = { policy: { ...before.policy, ...newValues(changes) }, epoch: epoch.new };
    return [put(recorded, SIGN_IN_POLICY, SIGN_IN_POLICY_ID, after)];
  }
  if (!isFactorEvent(event)) return [];
  const { userId } = event.data;
  const before = (await read<FactorDocument>(FACTORS, userId)) ?? NO_FACTOR;
  const after = factorAfter(before, event);
  return after === before ? [] : [put(recorded, FACTORS, userId, after)];
}

export async function readSignInPolicy(read: ReadDocument): Promise<SignInPolicyDocument> {
  const document = await read<SignInPolicyDocument>(SIGN_IN_POLICY, SIGN_IN_POLICY_ID);
  return document ?? { policy: { ...NOTHING_ASKED }, epoch: null };
}

function factorAfter(factor: FactorDocument, event: FactorEvent): FactorDocument {
  switch (event.type) {
    case 'users.factor.enrolment-begun.v1': {
      const { enrolmentId, secret } = event.data;
      return { ...factor, begun: { enrolmentId, secret } };
    }
    case 'users.factor.enrolled.v1':
    case 'users.factor.replaced.v1':
      return { ...NO_FACTOR, enrolled: factor.begun, recoveryCodesLeft: event.data.recoveryCodes.length };
    case 'users.factor.recovery-code-used.v1':
      return { ...factor, recoveryCodesLeft: event.data.left };
    case 'users.factor.recovery-codes-renewed.v1':
      return { ...factor, recoveryCodesLeft: event.data.recoveryCodes.length };
    case 'users.factor.reset-requested.v1':
      return { ...factor, resetUntil: event.data.expiresAt };
    case 'users.factor.reset-completed.v1':
    case 'users.factor.removed.v1':
      return NO_FACTOR;
    case 'users.factor.code-verified.v1':
    case 'users.factor.code-refused.v1':
      return factor;
    default:
      event satisfies never;
      return factor;
  }
}

const isFactorEvent = (event: UsersEvent): event is FactorEvent => event.type.startsWith('users.factor.');
