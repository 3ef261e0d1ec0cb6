import { join } from 'node:path';
import type { UserOrder, UsersQuery } from '@reeve/contracts';
import { USER_ORDERS } from '@reeve/contracts';
import type { DocumentStore, WriteOperation } from '@reeve/document-store';
import { openSqliteDocumentStore } from '@reeve/document-store/sqlite';
import { GroupDocuments, ListUsers, UserActivity } from '@reeve/users/application';
import { USERS, USERS_ACTIVITY, USERS_TALLY, usersCollections } from '@reeve/users/projections';
import type { LiveUserDocument, TallyDocument } from '@reeve/users/projections';
import { v5 } from 'uuid';
import { boundedRun } from './bounded-run.js';
import { newDataFolder } from './data-folders.js';

/** Lists of a million users, as the service answers them from its embedded documents: 16 in flight, in this process. */
const PEOPLE = Number(process.env['BENCH_PEOPLE'] ?? 1_000_000);
const IN_FLIGHT = 16;
const QUERIES = 500;
const AT_ONCE = 2_000;
const NAMESPACE = '5f9b1f4e-0c0a-4f0e-9a43-8d1f0c6a7a10';
const BASE: UsersQuery = { order: 'created_at', direction: 'desc', limit: 30, offset: 0 };

const GIVEN = ['Ada', 'Bohdan', 'Chloé', 'Dmitri', 'Eszter', 'Farid', 'Grace', 'Hanna', 'Ivo', 'Jūratė'];
const FAMILY = ['Lovelace', 'Novák', 'Okafor', 'Papadopoulos', 'Quispe', 'Rossi', 'Sørensen', 'Tanaka'];

await boundedRun(20, async () => {
  const path = join(newDataFolder(), 'documents.db');
  const seeding = performance.now();
  await seed(path);
  const store = await openSqliteDocumentStore({ path, collections: usersCollections });
  const seconds = (performance.now() - seeding) / 1000;
  console.log(`${String(PEOPLE)} users written and indexed in ${seconds.toFixed(0)} s`);

  const list = new ListUsers(store, new UserActivity(store), new GroupDocuments(store));
  for (const [name, queryOf] of figures()) {
    const took = await measure(async (index) => {
      await list.execute(queryOf(index));
    });
    print(name, took);
  }
  const byId = store.collection<LiveUserDocument>(USERS);
  print(
    'by id',
    await measure(async (index) => {
      await byId.get(idOf(random(index)));
    }),
  );
  await store.close();
});

function figures(): readonly (readonly [string, (index: number) => UsersQuery])[] {
  const page = (index: number) => (random(index) % 100) * 30;
  const byOrder = USER_ORDERS.map(
    (order) =>
      [
        `page of the first 100 by ${order}`,
        (index: number) => ({ ...BASE, order, offset: page(index) }),
      ] as const,
  );
  const middle = (order: UserOrder, value: string | number) => ({
    ...BASE,
    order,
    after: { value, id: idOf(PEOPLE / 2) },
  });
  return [
    ...byOrder,
    [
      'page of the first 100, administrators by name',
      (index) => ({ ...BASE, order: 'name', role: 'admin', offset: page(index) }),
    ],
    [
      'page of the first 100, disabled by e-mail',
      (index) => ({ ...BASE, order: 'email', standing: 'disabled', offset: page(index) }),
    ],
    ['deep page by a cursor, by name', (index) => middle('name', nameOf(random(index)))],
    ['deep page by a cursor, by created_at', (index) => middle('created_at', random(index))],
    [
      'search for one person',
      (index) => ({ ...BASE, order: 'name', search: String(random(index)).padStart(7, '0') }),
    ],
    [
      'search for a family name and a digit',
      (index) => ({
        ...BASE,
        order: 'name',
        search: `${FAMILY[index % FAMILY.length] ?? ''} ${String(index % 10)}`,
      }),
    ],
    ['search for what most have', () => ({ ...BASE, order: 'name', search: 'example' })],
    [
      'a week of registrations by name',
      (index) => ({ ...BASE, order: 'name', createdFrom: random(index), createdTo: random(index) + 5_000 }),
    ],
  ];
}

/** Without indexes, which are made when the file is opened with them: in order, and so in a fraction of the time. */
async function seed(path: string): Promise<void> {
  const bare = usersCollections.map(({ name, fields }) => ({ name, fields, indexes: [] }));
  const store = await openSqliteDocumentStore({ path, collections: bare });
  await write(store);
  await store.close();
}

async function write(store: DocumentStore): Promise<void> {
  const counts: Record<string, number> = {};
  for (let first = 0; first < PEOPLE; first += AT_ONCE) {
    const operations: WriteOperation[] = [];
    for (let number = first; number < Math.min(first + AT_ONCE, PEOPLE); number++) {
      const document = documentOf(number);
      const kind = `${document.role} ${document.standing}`;
      counts[kind] = (counts[kind] ?? 0) + 1;
      const id = idOf(number);
      operations.push({ kind: 'put', collection: USERS.name, id, document, seen: '1' });
      const lastActive = { lastActiveAt: random(number) };
      operations.push({ kind: 'insert', collection: USERS_ACTIVITY.name, id, document: lastActive });
    }
    await store.write(operations);
  }
  const tally: TallyDocument = { counts, upTo: '1' };
  await store.write([{ kind: 'put', collection: USERS_TALLY.name, id: 'all', document: tally, seen: '1' }]);
}

function documentOf(number: number): LiveUserDocument {
  return {
    emailFingerprint: idOf(number).slice(0, 16),
    name: nameOf(number),
    email: `person${String(number).padStart(7, '0')}@example.com`,
    profileImageUrl: '/user.png',
    profileImageRevision: null,
    passwordHash: 'x'.repeat(220),
    role: number % 1000 === 0 ? 'admin' : number % 10 === 0 ? 'pending' : 'user',
    standing: number % 500 === 0 ? 'disabled' : 'active',
    primaryAdministrator: number === 0,
    sessionStamp: idOf(number),
    createdAt: number,
    updatedAt: random(number),
    bio: null,
    timezone: null,
    status: null,
    gender: null,
    dateOfBirth: null,
    settings: null,
    info: null,
    variables: null,
  };
}

function nameOf(number: number): string {
  const mixed = random(number);
  const given = GIVEN[mixed % GIVEN.length] ?? '';
  const family = FAMILY[Math.floor(mixed / 16) % FAMILY.length] ?? '';
  return `${given} ${family} ${String(mixed % 997)}`;
}

function idOf(number: number): string {
  return v5(String(number), NAMESPACE);
}

/** The same for the same number, in every run. */
function random(number: number): number {
  return (Math.imul(number + 1, 2_654_435_761) >>> 0) % PEOPLE;
}

/** Milliseconds of each query, sorted. */
async function measure(ask: (index: number) => Promise<void>): Promise<readonly number[]> {
  const took: number[] = [];
  let next = 0;
  const worker = async () => {
    while (next < QUERIES) {
      const index = next++;
      const startedAt = performance.now();
      await ask(index);
      took.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  return took.toSorted((left, right) => left - right);
}

function print(name: string, took: readonly number[]): void {
  const at = (part: number) => (took[Math.floor((took.length - 1) * part)] ?? NaN).toFixed(1).padStart(8);
  console.log(`${name.padEnd(48)} p50 ${at(0.5)} ms  p99 ${at(0.99)} ms  most ${at(1)} ms`);
}
