import type { DeclaredCollections } from './declared-collections.js';
import type { CollectionDefinition, WriteOperation } from './document-store.js';
import { InvalidOperationError } from './document-store.errors.js';
import { isWellFormed } from './well-formed.js';

/**
 * @returns the collection that the operation is on.
 * @throws InvalidOperationError for a collection that the store was not opened with, or an id that not every store can
 *   keep apart from others: empty, with U+0000, or with an unpaired surrogate.
 */
export function checkOperation(
  collections: DeclaredCollections,
  { kind, collection, id }: WriteOperation,
): CollectionDefinition {
  const definition = collections.named(collection);
  if (definition === undefined) {
    throw new InvalidOperationError(`${kind} names the collection "${collection}", which was not declared`);
  }
  if (id === '' || id.includes('\0') || !isWellFormed(id)) {
    throw new InvalidOperationError(`${kind} in ${collection} has the unusable id ${JSON.stringify(id)}`);
  }
  return definition;
}
