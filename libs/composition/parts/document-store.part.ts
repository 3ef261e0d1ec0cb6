import type { CollectionDefinition, DocumentStore } from '@reeve/document-store';
import type { Settings } from '@reeve/platform';
import type { Logger } from 'pino';
import type { DataFiles } from './data-files.js';
import type { PartOpening } from './opening.js';

/** @param collections every one that the process's services own. */
export function documentStorePart(
  { documentStoreUrl }: Settings,
  files: DataFiles,
  collections: readonly CollectionDefinition[],
  log: Pick<Logger, 'warn'>,
): PartOpening<DocumentStore> {
  return {
    name: 'document store',
    awaited: documentStoreUrl !== null,
    open: () =>
      documentStoreUrl === null
        ? openEmbedded(files.documents, collections)
        : openMongoDB(documentStoreUrl, collections, log),
    check: (store) => store.checkpoint('readiness'),
  };
}

async function openEmbedded(
  path: string,
  collections: readonly CollectionDefinition[],
): Promise<DocumentStore> {
  const { openSqliteDocumentStore } = await import('@reeve/document-store/sqlite');
  return await openSqliteDocumentStore({ path, collections });
}

async function openMongoDB(
  url: string,
  collections: readonly CollectionDefinition[],
  log: Pick<Logger, 'warn'>,
): Promise<DocumentStore> {
  const { openMongoDocumentStore } = await import('@reeve/document-store/mongodb');
  return await openMongoDocumentStore({
    url,
    collections,
    onIndexFailure: (error) =>
      log.warn({ err: error }, 'Indexes could not be made: queries are slow until they are'),
  });
}
