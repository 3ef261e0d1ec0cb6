import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteDocumentStore } from '@reeve/document-store/sqlite';
import { usersCollections } from '@reeve/users/projections';
import { boundedRun } from './bounded-run.js';
import { program, run } from './child.js';
import { newDataFolder } from './data-folders.js';
import { makeGroups } from './directory/groups.js';
import { PEOPLE } from './directory/people.js';
import { measureQueries } from './directory/queries.js';
import { measureServed } from './directory/served.js';
import type { Seed } from './programs/seed-directory.js';
import { signIn, signUp, startReeve } from './reeve.js';

/** Lists of a million users and of their groups: first as the real server answers them, then in this process. 16 in flight. */
const MINUTES = 40;
/** Written once, and used again by the next run, where it is named. */
const folder = process.env['BENCH_DIRECTORY'] ?? newDataFolder();
const GROUPS_FILE = join(folder, 'groups.json');
/** Its presence says that all is written. */
const SEEDED = join(folder, 'seeded');
const DOCUMENTS_FILE = join(folder, 'documents.db');

await boundedRun(MINUTES, async () => {
  if (!existsSync(SEEDED)) await seed();
  const groupIds = JSON.parse(readFileSync(GROUPS_FILE, 'utf8')) as readonly string[];
  const server = await startReeve(folder);
  await measureServed(server, await signIn(server), groupIds);
  await server.stop();

  const store = await openSqliteDocumentStore({ path: DOCUMENTS_FILE, collections: usersCollections });
  await measureQueries(store);
  await store.close();
});

/** The groups as an administrator makes them; the people, too many for that, as documents beside them. */
async function seed(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const server = await startReeve(folder);
  const groupIds = await took('groups made', async () => await makeGroups(await signUp(server)));
  await server.stop();
  writeFileSync(GROUPS_FILE, JSON.stringify(groupIds));
  const request: Seed = { path: DOCUMENTS_FILE, groupsFile: GROUPS_FILE };
  await took(`${PEOPLE} users, each in a group, written and indexed`, () =>
    run(program('seed-directory'), request, MINUTES * 60_000),
  );
  writeFileSync(SEEDED, '');
}

async function took<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now();
  const result = await work();
  console.log(`${what} in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  return result;
}
