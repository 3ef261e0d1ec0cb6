import type { CallContext, Role } from '@reeve/contracts';
import { v5 } from 'uuid';

/** Ids follow from the command's, so that a repeated command is about the same user and the same session. */
export const userIdOf = (call: CallContext): string => v5('user', call.commandId);
export const sessionIdOf = (call: CallContext): string => v5('session', call.commandId);
export const sessionStampOf = (call: CallContext): string => v5('session stamp', call.commandId);
export const apiKeyIdOf = (call: CallContext): string => v5('API key', call.commandId);

/** Who is behind a command; null: the system. */
export const actorIdOf = ({ principal }: CallContext): string | null =>
  principal.kind === 'system' ? null : principal.id;

/** The call as made by the person that a password was proven for, or that an account was just made for. */
export function asUser(call: CallContext, id: string, role: Role): CallContext {
  return { ...call, principal: { kind: 'user', id, role, sessionId: null, authMethod: 'none' } };
}

/** A step of a command under an id of its own: repeated attempts at one step share it, other steps do not. */
export function stepOf(call: CallContext, step: string): CallContext {
  return { ...call, commandId: v5(step, call.commandId), commandHash: null };
}
