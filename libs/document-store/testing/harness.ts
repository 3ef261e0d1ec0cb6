import { randomUUID } from 'node:crypto';
import type { Collection, CollectionDefinition, Document, DocumentStore } from '@reeve/document-store';
import { afterEach } from 'vitest';

/** What an adapter gives the suite. */
export interface DocumentStoreHarness {
  /** Opens the store of that name: empty the first time; if `durable`, as it was left the next time. */
  readonly open: (name: string, collections: readonly CollectionDefinition[]) => Promise<DocumentStore>;
  /** Whether documents outlive `close`. */
  readonly durable: boolean;
}

/** Opens stores for one `describe`, each test its own, and closes what a test leaves open. */
export class Stores {
  readonly #open: DocumentStore[] = [];

  constructor(private readonly harness: DocumentStoreHarness) {
    afterEach(async () => {
      await Promise.all(this.#open.splice(0).map((store) => store.close()));
    });
  }

  async open(collections: readonly CollectionDefinition[], name = randomUUID()): Promise<DocumentStore> {
    const store = await this.harness.open(name, collections);
    this.#open.push(store);
    return store;
  }

  /** A store of people, and the documents given, by their ids. */
  async people(documents: Readonly<Record<string, Document>> = {}): Promise<PeopleStore> {
    const store = await this.open([PEOPLE, PLACES]);
    await store.write(
      Object.entries(documents).map(([id, document]) => ({
        kind: 'put',
        collection: PEOPLE.name,
        id,
        document,
      })),
    );
    return { store, people: store.collection(PEOPLE) };
  }
}

export interface PeopleStore {
  readonly store: DocumentStore;
  readonly people: Collection;
}

export const PEOPLE = {
  name: 'testing_people',
  fields: { name: 'text', email: 'text', city: 'text', age: 'number', active: 'boolean' },
  indexes: [['name'], ['city', 'age'], ['age'], ['active', 'age'], ['city', 'name']],
  searchable: ['name', 'email'],
} as const satisfies CollectionDefinition;

/** A second collection with the same ids, to see that they are kept apart. */
export const PLACES = {
  name: 'testing_places',
  fields: { country: 'text' },
  indexes: [['country']],
} as const satisfies CollectionDefinition;

export const ids = (found: readonly { readonly id: string }[]): string[] => found.map(({ id }) => id);
