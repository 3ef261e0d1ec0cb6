import type { CallContext, EventMetadata } from '@reeve/contracts';

/** Seals `{ip, userAgent}` under the actor's key; null when there is neither. */
export type SealOrigin = (context: CallContext) => Promise<string | null>;

/** Makes the metadata of a command's events: the same for all of them, never the business of a handler. */
export type EventStamp = (context: CallContext) => Promise<EventMetadata>;

export function createEventStamp(sealOrigin: SealOrigin, now: () => number = Date.now): EventStamp {
  return async (context) => ({
    $correlationId: context.requestId,
    $causationId: context.commandId,
    commandId: context.commandId,
    commandHash: context.commandHash,
    occurredAt: new Date(now()).toISOString(),
    actor: {
      kind: context.principal.kind,
      id: context.principal.id,
      role: context.principal.role,
      origin: await sealOrigin(context),
    },
  });
}
