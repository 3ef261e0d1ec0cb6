import { LRUCache } from 'lru-cache';

const MOST_TEXTS = 5_000;
const MOST_CHARACTERS = 16 * 1024 * 1024;

/**
 * The texts of documents that were just read by id, so that reading them again costs no query. Right only because one process
 * has the file, and tells this of everything it writes: whatever a write touches is forgotten before the write is acknowledged.
 */
export class RecentTexts {
  readonly #texts = new LRUCache<string, { readonly json: string | undefined }>({
    max: MOST_TEXTS,
    maxSize: MOST_CHARACTERS,
    sizeCalculation: ({ json }) => (json?.length ?? 0) + 1,
  });

  /** @param read when it is not known; undefined where there is no document, which is remembered too. */
  get(collection: string, id: string, read: () => string | undefined): string | undefined {
    const key = `${collection}/${id}`;
    const known = this.#texts.get(key);
    if (known !== undefined) return known.json;
    const json = read();
    this.#texts.set(key, { json });
    return json;
  }

  forget(changes: readonly { readonly collection: string; readonly id: string }[]): void {
    for (const { collection, id } of changes) this.#texts.delete(`${collection}/${id}`);
  }

  forgetAll(): void {
    this.#texts.clear();
  }
}
