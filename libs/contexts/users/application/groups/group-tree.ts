import type { DocumentStore } from '@reeve/document-store';
import { KeptDocuments } from '@reeve/event-sourcing';
import { GROUP_PLACES, USERS_PROJECTION } from '@reeve/users/projections';
import type { GroupPlaceDocument } from '@reeve/users/projections';

/** Who is whose parent, as the documents have it. */
export interface GroupTree {
  parentOf(groupId: string): string | null;
  /** From the parent up to the root. */
  ancestorsOf(groupId: string): readonly string[];
  /** All below it, in no particular order. */
  descendantsOf(groupId: string): readonly string[];
}

/** Keeps the tree in memory. 10,000 groups are two megabytes. */
export class KeptGroupTree implements GroupTree {
  private readonly places: KeptDocuments<GroupPlaceDocument>;
  private readonly parents = new Map<string, string | null>();
  private readonly children = new Map<string, Set<string>>();

  constructor(documentStore: DocumentStore) {
    this.places = new KeptDocuments<GroupPlaceDocument>(documentStore, GROUP_PLACES, USERS_PROJECTION, {
      changed: (groupId, place) => this.apply(groupId, place),
      forgotten: () => {
        this.parents.clear();
        this.children.clear();
      },
    });
  }

  /** The tree with everything that the documents show now. To be used before anything else is awaited. */
  async current(): Promise<GroupTree> {
    await this.places.follow();
    return this;
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

  private apply(groupId: string, { parentId, left }: GroupPlaceDocument): void {
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
