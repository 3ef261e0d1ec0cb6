import type { Collection, Document, FieldCondition, Place, StoredDocument } from './document-store.js';

const PAGE = 1_000;

/**
 * All documents of a range of one field, from the least on, however many they are: read page by page. The field is a text or a number
 * in every document, and led by an index.
 *
 * @throws DocumentStoreUnavailableError
 */
export async function findInOrder<D extends Document>(
  collection: Collection<D>,
  field: string,
  range: FieldCondition,
): Promise<readonly StoredDocument<D>[]> {
  const all: StoredDocument<D>[] = [];
  for (let after: Place | undefined; ;) {
    const found = await collection.find({
      where: { [field]: range },
      sort: [{ field, direction: 'asc' }],
      limit: PAGE,
      ...(after && { after }),
    });
    all.push(...found);
    const last = found.at(-1);
    if (last === undefined || found.length < PAGE) return all;
    after = { id: last.id, value: last.document[field] as string | number };
  }
}
