import type { EventFilter } from '@reeve/event-store';

/** A filter as a SQL condition on `event`. Filters with as many prefixes give the same text, and so the same statement. */
export interface FilterCondition {
  readonly sql: string;
  readonly parameters: readonly string[];
}

export function filterCondition(filter: EventFilter | undefined): FilterCondition {
  const streams = filter?.streamPrefixes;
  const types = filter?.typePrefixes;
  return {
    sql: `${startsWithOneOf('stream', streams)} AND ${startsWithOneOf('type', types)}`,
    parameters: [...(streams ?? []), ...(types ?? [])].flatMap((prefix) => [prefix, prefix]),
  };
}

/** By `substr`, because LIKE knows no case and both LIKE and GLOB have characters of their own. */
function startsWithOneOf(column: string, prefixes: readonly string[] | undefined): string {
  if (prefixes === undefined) return 'TRUE';
  const alternatives = prefixes.map(() => `substr(${column}, 1, length(?)) = ?`);
  return alternatives.length === 0 ? 'FALSE' : `(${alternatives.join(' OR ')})`;
}
