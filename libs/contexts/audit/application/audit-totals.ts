import type { Collection, Where } from '@reeve/document-store';
import { LRUCache } from 'lru-cache';

/** Questions whose totals are remembered. */
const REMEMBERED = 200;

interface Total {
  readonly checkpoint: string | undefined;
  readonly matches: number;
}

/**
 * How many entries match. Counting walks all of them, which takes milliseconds by the hundred thousand, and whoever leafs
 * through pages asks the same each time: a total holds until the projection has moved.
 */
export class AuditTotals {
  private readonly totals = new LRUCache<string, Total>({ max: REMEMBERED });

  /** @param checkpoint how far the projection is; written with every entry. */
  constructor(
    private readonly entries: Pick<Collection, 'count'>,
    private readonly checkpoint: () => Promise<string | undefined>,
  ) {}

  async matching(where: Where): Promise<number> {
    const question = JSON.stringify(where);
    const checkpoint = await this.checkpoint();
    const known = this.totals.get(question);
    if (known !== undefined && known.checkpoint === checkpoint) return known.matches;
    const matches = await this.entries.count({ where });
    // Counted while entries came in, it may be the total of a later checkpoint.
    if ((await this.checkpoint()) === checkpoint) {
      this.totals.set(question, { checkpoint, matches });
    }
    return matches;
  }
}
