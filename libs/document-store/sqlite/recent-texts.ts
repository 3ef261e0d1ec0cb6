import { LRUCache } from 'lru-cache';

const MOST_TEXTS = 5_000;
const MOST_CHARACTERS = 16 * 1024 * 1024;

/** The text of a document; undefined: it is known that there is none. */
interface RecentText {
  readonly json: string | undefined;
}

/**
 * The texts of documents that were just read by id, so that reading them again costs no query. Right only because one process
 * has the file, and tells this of everything it writes: whatever a write touches is forgotten before the write is acknowledged.
 */
export class RecentTexts {
  readonly #texts = new LRUCache<string, RecentText>({
    max: MOST_TEXTS,
    maxSize: MOST_CHARACTERS,
    sizeCalculation: sizeOf,
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

  /** What is remembered of a collection's documents: undefined where a document is not, or is not known not to be there. */
  known(collection: string, ids: readonly string[]): readonly (RecentText | undefined)[] {
    return ids.map((id) => this.#texts.get(`${collection}/${id}`));
  }

  /**
   * What was just read of several ids, as far as there is room: whoever goes through a long list does not push out what is asked for again and
   * again.
   */
  fill(collection: string, ids: readonly string[], found: ReadonlyMap<string, string>): void {
    for (const id of ids) {
      const text = { json: found.get(id) };
      const { size, calculatedSize } = this.#texts;
      if (size === MOST_TEXTS || calculatedSize + sizeOf(text) > MOST_CHARACTERS) return;
      this.#texts.set(`${collection}/${id}`, text);
    }
  }

  forget(changes: readonly { readonly collection: string; readonly id: string }[]): void {
    for (const { collection, id } of changes) this.#texts.delete(`${collection}/${id}`);
  }

  forgetAll(): void {
    this.#texts.clear();
  }
}

const sizeOf = ({ json }: RecentText): number => (json?.length ?? 0) + 1;
