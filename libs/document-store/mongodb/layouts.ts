import type { CollectionDefinition, Document } from '@reeve/document-store';
import type { mongo } from 'mongoose';
import { storedForm } from './stored-form.js';
import type { StoredForm } from './stored-form.js';

/** A dot is in no collection's name. */
export const LAYOUTS = 'reeve.layouts';

/** Counted up when {@link storedForm} makes something else of the same definition. */
const FORM_VERSION = 1;
/** Documents in memory at once. */
const BATCH = 500;

export interface LayoutRecord {
  /** The collection. */
  readonly _id: string;
  /** What the form of its documents was made by. */
  readonly layout: string;
}

/** Whether nobody has written to the collection yet: every store brings it to its layout before. */
export async function isNew(
  layouts: mongo.Collection<LayoutRecord>,
  { name }: CollectionDefinition,
): Promise<boolean> {
  return (await layouts.findOne({ _id: name })) === null;
}

/**
 * Brings the documents of a collection that was declared differently, or by another version of this adapter, to the form
 * that its queries need. May be run by several processes at once, while others write: a document that has changed since it
 * was read is left to whoever changed it.
 */
export async function bringToLayout(
  layouts: mongo.Collection<LayoutRecord>,
  documents: mongo.Collection<StoredForm>,
  definition: CollectionDefinition,
): Promise<void> {
  const layout = layoutOf(definition);
  const known = await layouts.findOne({ _id: definition.name });
  if (known?.layout === layout) return;
  await rebuild(documents, definition);
  await layouts.updateOne({ _id: definition.name }, { $set: { layout } }, { upsert: true });
}

function layoutOf({ fields, searchable = [] }: CollectionDefinition): string {
  return JSON.stringify({ version: FORM_VERSION, fields, searchable });
}

async function rebuild(
  documents: mongo.Collection<StoredForm>,
  definition: CollectionDefinition,
): Promise<void> {
  let last = '';
  for (;;) {
    const batch = await documents
      .find({ _id: { $gt: last } }, { sort: { _id: 1 }, limit: BATCH, projection: { seen: 1, document: 1 } })
      .toArray();
    if (batch.length === 0) return;
    await documents.bulkWrite(
      batch.map(({ _id, seen, document }) => ({
        replaceOne: {
          filter: { _id, seen, document },
          replacement: storedForm(definition, _id, seen, JSON.parse(document) as Document),
        },
      })),
      { ordered: false },
    );
    last = batch.at(-1)?._id ?? last;
  }
}
