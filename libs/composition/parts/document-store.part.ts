import type { CollectionDefinition, DocumentStore } from '@reeve/document-store';
import type { Settings } from '@reeve/platform';
import type { DataFiles } from './data-files.js';
import type { PartOpening } from './opening.js';

/** @param collections every one that the process's services own. */
export function documentStorePart(
  { documentStoreUrl }: Settings,
  files: DataFiles,
  collections: readonly CollectionDefinition[],
): PartOpening<DocumentStore> {
  return {
    name: 'document store',
    awaited: documentStoreUrl !== null,
    open: () => openEmbedded(files.documents, collections),
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
