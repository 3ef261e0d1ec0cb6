import { parse, v5 } from 'uuid';

/**
 * The id of the event that a command leads to: UUIDv5 in the command's namespace. The stream is part of the name because
 * one command may append to several streams (a sign-up reserves the e-mail, then registers the person).
 */
export function eventId(commandId: string, stream: string, index: number): string {
  // As bytes: a text would be parsed twice, which every event of the log would wait for.
  return v5(Buffer.from(`${stream}#${index}`), parse(commandId));
}
