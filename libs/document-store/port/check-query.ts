import type { CollectionDefinition, FindOptions } from './document-store.js';
import { InvalidQueryError } from './document-store.errors.js';

export const MAX_LIMIT = 10_000;

/** @throws InvalidQueryError when the query asks for what the collection does not declare. */
export function checkQuery(definition: CollectionDefinition, options: Partial<FindOptions>): void {
  const asked = [...Object.keys(options.where ?? {}), ...(options.sort ?? []).map(({ field }) => field)];
  const unknown = asked.find((field) => !Object.hasOwn(definition.fields, field));
  if (unknown !== undefined) throw new InvalidQueryError(`${definition.name} declares no field "${unknown}"`);
  if (options.search !== undefined && (definition.searchable ?? []).length === 0) {
    throw new InvalidQueryError(`${definition.name} declares no searchable field`);
  }
  for (const [name, value] of [
    ['limit', options.limit ?? 0],
    ['offset', options.offset ?? 0],
  ] as const) {
    if (!Number.isSafeInteger(value) || value < 0 || (name === 'limit' && value > MAX_LIMIT)) {
      throw new InvalidQueryError(
        `${name} ${String(value)} is not a whole number from 0${name === 'limit' ? ` to ${String(MAX_LIMIT)}` : ''}`,
      );
    }
  }
}
