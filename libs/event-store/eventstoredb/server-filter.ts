import type { Filter } from '@eventstore/db-client';
import { eventTypeFilter, excludeSystemEvents, streamNameFilter } from '@eventstore/db-client';
import type { EventFilter } from '@reeve/event-store';

/**
 * Events that the server looks at between two checkpoints. Fewer, and a subscription that nothing passes is told more often
 * how far it is; more, and less is sent while it catches up.
 */
const SEARCH_WINDOW = 100;

/**
 * The part of a filter that the server can apply: it knows prefixes of streams or of types, not both together, and nothing
 * of both without system events. What it lets pass has to pass the whole filter yet.
 *
 * @param checkpointReached told how far the server has looked.
 */
export function serverFilter(
  filter: EventFilter | undefined,
  checkpointReached: NonNullable<Filter['checkpointReached']>,
): Filter {
  const options = { maxSearchWindow: SEARCH_WINDOW, checkpointInterval: 1, checkpointReached };
  const streams = usable(filter?.streamPrefixes);
  if (streams !== undefined) return streamNameFilter({ prefixes: streams, ...options });
  const types = usable(filter?.typePrefixes);
  if (types !== undefined) return eventTypeFilter({ prefixes: types, ...options });
  return excludeSystemEvents(options);
}

/** The server refuses a list without prefixes; an empty prefix lets everything pass, system events included. */
function usable(prefixes: readonly string[] | undefined): string[] | undefined {
  return prefixes === undefined || prefixes.length === 0 || prefixes.includes('') ? undefined : [...prefixes];
}
