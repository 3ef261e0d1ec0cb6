import type { CollectionDefinition, DocumentStore } from '@reeve/document-store';

/** `resume`: try again, the event it stands still at first. `rebuild`: empty the documents and begin with the first event. */
export type ProjectionRequestKind = 'resume' | 'rebuild';

export interface ProjectionRequest {
  /** Of the command that asks: asked again under it, it is the same request. */
  readonly id: string;
  readonly kind: ProjectionRequestKind;
}

/** What operators ask of a projection, until it is done. */
export interface ProjectionRequests {
  ask(request: ProjectionRequest): Promise<void>;
  open(): Promise<readonly ProjectionRequest[]>;
  done(requests: readonly ProjectionRequest[]): Promise<void>;
}

/** Where no other process can be at work. */
export function requestsInMemory(): ProjectionRequests {
  const open = new Map<string, ProjectionRequest>();
  return {
    ask: (request) => {
      open.set(request.id, request);
      return Promise.resolve();
    },
    open: () => Promise.resolve([...open.values()]),
    done: (requests) => {
      for (const { id } of requests) open.delete(id);
      return Promise.resolve();
    },
  };
}

/** The requests of every projection, each a document. */
export const projectionRequests: CollectionDefinition = {
  name: 'projection_requests',
  fields: { projection: 'text' },
  indexes: [['projection']],
};

/** Those that are open at once and not looked at yet come next. */
const MOST_AT_ONCE = 100;

/**
 * Kept as documents, so that they reach whichever process is at work, also when that is another one by then.
 *
 * @throws InvalidDefinitionError when the store was not opened with {@link projectionRequests}.
 */
export function storedRequests(documentStore: DocumentStore, projection: string): ProjectionRequests {
  const documents = documentStore.collection<{ projection: string; kind: ProjectionRequestKind }>(
    projectionRequests,
  );
  const collection = projectionRequests.name;
  return {
    ask: async ({ id, kind }) => {
      await documentStore.write([{ kind: 'insert', collection, id, document: { projection, kind } }]);
    },
    open: async () => {
      const found = await documents.find({ where: { projection }, limit: MOST_AT_ONCE });
      return found.map(({ id, document: { kind } }) => ({ id, kind }));
    },
    done: async (requests) => {
      await documentStore.write(requests.map(({ id }) => ({ kind: 'remove', collection, id })));
    },
  };
}
