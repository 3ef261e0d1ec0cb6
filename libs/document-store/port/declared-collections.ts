import type { CollectionDefinition } from './document-store.js';
import { InvalidDefinitionError } from './document-store.errors.js';

const COLLECTION_NAME = /^[a-z][a-z0-9_]*$/;
const FIELD_NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

/** The collections a store is opened with, each checked and told apart from the others. */
export class DeclaredCollections implements Iterable<CollectionDefinition> {
  readonly #byName = new Map<string, CollectionDefinition>();

  /** @throws InvalidDefinitionError naming the rule that a definition breaks. */
  constructor(definitions: readonly CollectionDefinition[]) {
    for (const definition of definitions) {
      if (this.#byName.has(definition.name)) {
        throw new InvalidDefinitionError(`The collection ${definition.name} is declared twice`);
      }
      checkDefinition(definition);
      this.#byName.set(definition.name, definition);
    }
  }

  [Symbol.iterator](): Iterator<CollectionDefinition> {
    return this.#byName.values();
  }

  named(name: string): CollectionDefinition | undefined {
    return this.#byName.get(name);
  }

  /** @throws InvalidDefinitionError when the store was not opened with this definition. */
  require(definition: CollectionDefinition): CollectionDefinition {
    const declared = this.#byName.get(definition.name);
    if (declared === undefined) {
      throw new InvalidDefinitionError(`The store was not opened with the collection ${definition.name}`);
    }
    if (declared !== definition && JSON.stringify(declared) !== JSON.stringify(definition)) {
      throw new InvalidDefinitionError(`The store was opened with another definition of ${definition.name}`);
    }
    return declared;
  }
}

function checkDefinition(definition: CollectionDefinition): void {
  const { name, fields, indexes, searchable = [], clustered = false } = definition;
  if (!COLLECTION_NAME.test(name)) {
    throw new InvalidDefinitionError(`"${name}" is not a collection name (${COLLECTION_NAME.source})`);
  }
  const seen = new Set<string>();
  for (const field of Object.keys(fields)) {
    if (!FIELD_NAME.test(field)) {
      throw new InvalidDefinitionError(`"${field}" in ${name} is not a field name (${FIELD_NAME.source})`);
    }
    // SQLite's column names do not tell case apart.
    if (seen.has(field.toLowerCase())) {
      throw new InvalidDefinitionError(`${name} declares "${field}" twice, but for its case`);
    }
    seen.add(field.toLowerCase());
  }
  for (const index of indexes) {
    const unknown = index.find((field) => !Object.hasOwn(fields, field));
    if (unknown !== undefined || index.length === 0 || new Set(index).size < index.length) {
      throw new InvalidDefinitionError(
        `The index [${index.join(', ')}] of ${name} is not a list of its fields`,
      );
    }
  }
  const unsearchable = searchable.find((field) => fields[field] !== 'text');
  if (unsearchable !== undefined) {
    throw new InvalidDefinitionError(`"${unsearchable}" is searchable in ${name} but no text field of it`);
  }
  if (clustered && searchable.length > 0) {
    throw new InvalidDefinitionError(`${name} is clustered by its ids: it cannot be searched as well`);
  }
}
