import type { Collection, DocumentStore, StoredDocument } from '@reeve/document-store';
import { isLive, USERS, USERS_ACTIVITY } from '@reeve/users/projections';
import type { ActivityDocument, LiveUserDocument, UserDocument } from '@reeve/users/projections';

/** Seconds: who was seen at work within them counts as there (reference 2.1). */
const ACTIVE_SECONDS = 180;

/** When people were last at work. Gateways say it of each person once a minute, not at every request. */
export class UserActivity {
  private readonly activity: Collection<ActivityDocument>;
  private readonly users: Collection<UserDocument>;
  /** Of those who wait for the write under way. */
  private waiting = new Map<string, ActivityDocument>();
  private writing: Promise<void> | undefined;

  constructor(private readonly documentStore: DocumentStore) {
    this.activity = documentStore.collection<ActivityDocument>(USERS_ACTIVITY);
    this.users = documentStore.collection<UserDocument>(USERS);
  }

  /** Resolves when it is written; nothing is of somebody who is gone. What comes meanwhile goes together into the next write. */
  async record(userId: string): Promise<void> {
    if (!isLive(await this.users.get(userId))) return;
    this.waiting.set(userId, { lastActiveAt: nowSeconds() });
    this.writing ??= this.write();
    await this.writing;
  }

  /** Epoch seconds, by user id, of those who have any. */
  async lastOf(userIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const found = await this.activity.getMany(userIds);
    return new Map(
      found.flatMap(({ id, document: { lastActiveAt } }) =>
        lastActiveAt === null ? [] : [[id, lastActiveAt] as const],
      ),
    );
  }

  /** Adds to each person when they were last at work: of who never was, when they were registered. */
  async seen<Person extends StoredDocument<LiveUserDocument>>(
    people: readonly Person[],
  ): Promise<readonly (Person & { readonly lastActiveAt: number })[]> {
    const lastActive = await this.lastOf(people.map(({ id }) => id));
    return people.map((person) => ({
      lastActiveAt: lastActive.get(person.id) ?? person.document.createdAt,
      ...person,
    }));
  }

  /** How many count as there at this moment. */
  async activeCount(): Promise<number> {
    return await this.activity.count({ where: { lastActiveAt: { gt: nowSeconds() - ACTIVE_SECONDS } } });
  }

  private async write(): Promise<void> {
    try {
      while (this.waiting.size > 0) {
        const batch = this.waiting;
        this.waiting = new Map();
        await this.documentStore.write(
          Array.from(batch, ([id, document]) => ({
            kind: 'put' as const,
            collection: USERS_ACTIVITY.name,
            id,
            document,
          })),
        );
      }
    } finally {
      this.writing = undefined;
    }
  }
}

/** @param lastActiveAt epoch seconds. */
export function isActive(lastActiveAt: number): boolean {
  return nowSeconds() - lastActiveAt < ACTIVE_SECONDS;
}

const nowSeconds = (): number => Math.floor(Date.now() / 1000);
