import { subscriptionErrors } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';

/** Whose the subscription is that is not named. @throws ReeveError `BILLING-SUBSCRIPTION-NONE` 404: nobody in person asks. */
export function callerOf({ principal }: CallContext): string {
  if (principal.id === null) throw subscriptionErrors.none();
  return principal.id;
}
