import type { Request } from './protocol.js';

/**
 * Counts what changes collections, when it is asked for and when it is done: in between it may be seen or not. What was found under
 * one number is what is found under it now.
 */
export class ChangeCounts {
  readonly #counts = new Map<string, number>();

  of(collection: string): number {
    return this.#counts.get(collection) ?? 0;
  }

  async around<T>(request: Request, run: () => Promise<T>): Promise<T> {
    const changed = collectionsOf(request);
    for (const collection of changed) this.#count(collection);
    try {
      return await run();
    } finally {
      for (const collection of changed) this.#count(collection);
    }
  }

  #count(collection: string): void {
    this.#counts.set(collection, this.of(collection) + 1);
  }
}

function collectionsOf(request: Request): ReadonlySet<string> {
  switch (request.kind) {
    case 'write':
      return new Set(request.changes.map(({ collection }) => collection));
    case 'reset':
      return new Set(request.collections);
    case 'remove-where':
      return new Set([request.collection]);
    case 'read':
    case 'list':
    case 'page':
    case 'count':
    case 'close':
      return new Set();
  }
}
