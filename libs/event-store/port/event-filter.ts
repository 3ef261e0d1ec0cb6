import type { EventFilter } from './event-store.js';

/** Whether a filter lets an event pass. Without a filter everything does; a list without prefixes lets nothing pass. */
export function passesFilter(
  filter: EventFilter | undefined,
  { stream, type }: { readonly stream: string; readonly type: string },
): boolean {
  return startsWithOneOf(stream, filter?.streamPrefixes) && startsWithOneOf(type, filter?.typePrefixes);
}

function startsWithOneOf(text: string, prefixes: readonly string[] | undefined): boolean {
  return prefixes === undefined || prefixes.some((prefix) => text.startsWith(prefix));
}
