import { SYSTEM } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';

/** Milliseconds that a step which nobody waits for may take. */
export const SYSTEM_STEP_MS = 10_000;

/** A step that the system takes by itself, whoever led to it. @param commandId the same for every attempt at the same step. */
export function systemCall(requestId: string, commandId: string): CallContext {
  return {
    principal: SYSTEM,
    requestId,
    commandId,
    commandHash: null,
    deadline: Date.now() + SYSTEM_STEP_MS,
    ip: null,
    userAgent: null,
    traceparent: null,
  };
}
