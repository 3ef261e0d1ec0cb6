import type { Collection, DocumentStore } from '@reeve/document-store';
import { GROUP_PLACES } from '@reeve/users/projections';
import type { GroupPlaceDocument } from '@reeve/users/projections';

const PAGE = 10_000;

/** Who is whose parent, as the documents have it. */
export interface GroupTree {
  parentOf(groupId: string): string | null;
  /** From the parent up to the root. */
  ancestorsOf(groupId: string): readonly string[];
  /** All below it, in no particular order. */
  descendantsOf(groupId: string): readonly string[];
}

/**
 * Keeps the tree in memory: a question about it costs one query for what has changed since the last one, which usually is
 * nothing. 10,000 groups are two megabytes.
 */
export class KeptGroupTree implements GroupTree {
  private readonly places: Collection<GroupPlaceDocument>;
  private parents = new Map<string, string | null>();
  private children = new Map<string, Set<string>>();
  /** Of the place that changed last. */
  private order = -1;
  private contact: number | undefined;

  constructor(private readonly documentStore: DocumentStore) {
    this.places = documentStore.collection<GroupPlaceDocument>(GROUP_PLACES);
  }

  /** The tree with everything that the documents show now. To be used before anything else is awaited. */
  async current(): Promise<GroupTree> {
    this.forgetLostStore();
    for (;;) {
      const { contact } = this;
      const changed = await this.places.find({
        where: { order: { gt: this.order } },
        sort: [{ field: 'order', direction: 'asc' }],
        limit: PAGE,
      });
      // Somebody else's question has found the store to be another one meanwhile.
      if (contact !== this.contact) continue;
      for (const { id, document } of changed) this.apply(id, document);
      if (changed.length < PAGE) return this;
    }
  }

  parentOf(groupId: string): string | null {
    return this.parents.get(groupId) ?? null;
  }

  ancestorsOf(groupId: string): readonly string[] {
    const ancestors: string[] = [];
    for (let each = this.parentOf(groupId); each !== null; each = this.parentOf(each)) ancestors.push(each);
    return ancestors;
  }

  descendantsOf(groupId: string): readonly string[] {
    const descendants: string[] = [...(this.children.get(groupId) ?? [])];
    // Grows while it is walked along.
    for (const each of descendants) descendants.push(...(this.children.get(each) ?? []));
    return descendants;
  }

  /** A store that was away may have come back as it was once: what is known may never have been there. */
  private forgetLostStore(): void {
    const { contact } = this.documentStore;
    if (this.contact === contact) return;
    this.contact = contact;
    this.parents = new Map();
    this.children = new Map();
    this.order = -1;
  }

  private apply(groupId: string, { parentId, left, order }: GroupPlaceDocument): void {
    if (order <= this.order) return;
    this.order = order;
    const before = this.parents.get(groupId);
    if (typeof before === 'string') this.children.get(before)?.delete(groupId);
    if (left) {
      this.parents.delete(groupId);
      return;
    }
    this.parents.set(groupId, parentId);
    if (parentId === null) return;
    const siblings = this.children.get(parentId) ?? new Set();
    this.children.set(parentId, siblings.add(groupId));
  }
}
