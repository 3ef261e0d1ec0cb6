import { readFileSync } from 'node:fs';
import type { CollectionDefinition, DocumentStore, WriteOperation } from '@reeve/document-store';
import { openSqliteDocumentStore } from '@reeve/document-store/sqlite';
import {
  GROUPS,
  GROUPS_OF_USERS,
  membershipId,
  MEMBERSHIPS,
  USERS,
  USERS_ACTIVITY,
  USERS_TALLY,
  usersCollections,
} from '@reeve/users/projections';
import type {
  GroupDocument,
  GroupsOfUserDocument,
  LiveUserDocument,
  MembershipDocument,
  TallyDocument,
} from '@reeve/users/projections';
import Database from 'libsql';
import { idOf, PEOPLE, personOf, random } from '../directory/people.js';
import { input } from './input.js';

/** Writes people, each a member of one group, as documents: into the file of a server that is not running, beside what is there. */
export interface Seed {
  readonly path: string;
  /** JSON of the groups' ids. A tenth of all people are in the first of them. */
  readonly groupsFile: string;
}

const AT_ONCE = 2_000;

const { path, groupsFile } = input() as Seed;
const groupIds = JSON.parse(readFileSync(groupsFile, 'utf8')) as readonly string[];
const members = new Map<string, number>();
const counts: Record<string, number> = {};

// Indexes are made again at the end: in order, and so in a fraction of the time.
const made = dropIndexes([USERS, USERS_ACTIVITY, MEMBERSHIPS]);
const store = await openSqliteDocumentStore({ path, collections: usersCollections });
for (let first = 0; first < PEOPLE; first += AT_ONCE) {
  const numbers = Array.from({ length: Math.min(AT_ONCE, PEOPLE - first) }, (_, index) => first + index);
  await store.write(numbers.flatMap(operationsOf));
}
await store.write(await talliedIn(store));
await store.close();
inFile((database) => {
  for (const sql of made) database.exec(sql);
});
console.log(JSON.stringify({ people: PEOPLE }));

/** @returns what makes them again. */
function dropIndexes(collections: readonly CollectionDefinition[]): readonly string[] {
  return inFile((database) => {
    const found = database
      .prepare("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
      .all() as readonly { readonly name: string; readonly tbl_name: string; readonly sql: string }[];
    const dropped = found.filter(({ tbl_name }) => collections.some(({ name }) => name === tbl_name));
    for (const { name } of dropped) database.exec(`DROP INDEX "${name}"`);
    return dropped.map(({ sql }) => sql);
  });
}

function inFile<Result>(work: (database: Database.Database) => Result): Result {
  const database = new Database(path);
  try {
    return work(database);
  } finally {
    database.close();
  }
}

function operationsOf(number: number): readonly WriteOperation[] {
  const id = idOf(number);
  const person = personOf(number);
  const kind = `${person.role} ${person.standing}`;
  counts[kind] = (counts[kind] ?? 0) + 1;
  const lastActive = { lastActiveAt: random(number) };
  return [
    { kind: 'put', collection: USERS.name, id, document: person, seen: '0' },
    { kind: 'insert', collection: USERS_ACTIVITY.name, id, document: lastActive },
    ...membershipOf(number, id, person),
  ];
}

function membershipOf(number: number, userId: string, person: LiveUserDocument): readonly WriteOperation[] {
  const groupId = groupIds[number % 10 === 0 ? 0 : 1 + (number % (groupIds.length - 1))];
  if (groupId === undefined) return [];
  members.set(groupId, (members.get(groupId) ?? 0) + 1);
  const { name, email, role, standing, createdAt, updatedAt } = person;
  const listed = { name, email, role, standing, createdAt, updatedAt };
  const membership: MembershipDocument = { groupId, userId, active: true, ...listed };
  const groups: GroupsOfUserDocument = { groupIds: [groupId], deletedAt: null, defaultGroupId: null };
  const id = membershipId(groupId, userId);
  return [
    { kind: 'put', collection: MEMBERSHIPS.name, id, document: membership, seen: '0' },
    { kind: 'put', collection: GROUPS_OF_USERS.name, id: userId, document: groups, seen: '0' },
  ];
}

/** How many there are, by kind and by group. */
async function talliedIn(store: DocumentStore): Promise<readonly WriteOperation[]> {
  const tally = await store.collection<TallyDocument>(USERS_TALLY).get('all');
  for (const [kind, count] of Object.entries(tally?.counts ?? {})) counts[kind] = (counts[kind] ?? 0) + count;
  const document: TallyDocument = { counts, upTo: tally?.upTo ?? '0' };
  const found = await store.collection<GroupDocument>(GROUPS).getMany([...members.keys()]);
  return [
    { kind: 'put', collection: USERS_TALLY.name, id: 'all', document },
    ...found.map(
      ({ id, document }) =>
        ({
          kind: 'put',
          collection: GROUPS.name,
          id,
          document: { ...document, memberCount: members.get(id) ?? 0 },
        }) as const,
    ),
  ];
}
