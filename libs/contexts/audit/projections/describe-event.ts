import type { AuditDescriber, AuditDescription, DescribableEvent } from '@reeve/contracts';
import { describeUnknownEvent } from './describe-unknown-event.js';

/** What the first describer that knows the event says of it, null: it is no part of the log; of one that none knows, what its type says. */
export function describeEvent(
  describers: readonly AuditDescriber[],
  event: DescribableEvent,
): AuditDescription | null {
  for (const describe of describers) {
    const description = describe(event);
    if (description !== undefined) return description;
  }
  return describeUnknownEvent(event);
}
