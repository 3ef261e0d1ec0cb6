import { callTimes } from '../call-times.js';
import type { Server } from '../child.js';
import type { Session } from '../reeve.js';
import { rounds } from '../rounds.js';
import { DEEP, moveGroup } from './groups.js';
import { IN_FLIGHT, measure, print, printRounds } from './measure.js';
import { idOf, PEOPLE, random } from './people.js';

const MOVES = 100;
/** More than are asked in a round, before those that are timed and with them: what was searched for once is remembered. */
const DISTINCT = 15_000;
/** Sixteen wait together for whatever holds one of them up: of 500, three in a hundred. */
const TIMED = 2_000;
const USERS_PATH = '/api/v1/users/';

/** Asks the real server, over HTTP, as an administrator; and says what it has resident. */
export async function measureServed(
  server: Server,
  session: Session,
  groupIds: readonly string[],
): Promise<void> {
  const resident = (when: string) =>
    console.log(
      `${`resident memory of the server, ${when}`.padEnd(60)} ${server.residentMB().toFixed(0)} MB`,
    );
  resident('right after its start');
  const asked = figures(groupIds);
  const measured = await rounds(async (round) => {
    const times: (readonly number[])[] = [];
    for (const [, pathOf] of asked) {
      const calls = Array.from({ length: DISTINCT }, (_, index) => ({
        path: pathOf(round * DISTINCT + index),
      }));
      times.push(await callTimes({ ...session, calls, inFlight: IN_FLIGHT, count: TIMED }));
    }
    return times;
  });
  asked.forEach(([name], nth) =>
    printRounds(
      `GET ${name}`,
      measured.map((times) => times[nth] ?? []),
    ),
  );
  resident('after these');
  await measureMoves(session, groupIds);
  resident('after these, too');
}

function figures(groupIds: readonly string[]): readonly (readonly [string, (index: number) => string])[] {
  const ring = groupIds.length - 1;
  const deep = (index: number) => (random(index) % Math.floor(PEOPLE / ring)) * ring + DEEP - 2;
  const page = (index: number) => 1 + (random(index) % 100);
  const big = groupIds[0] ?? '';
  return [
    ['users, a page of the first 100 by name', (index) => `${USERS_PATH}?order_by=name&page=${page(index)}`],
    ['users, a page of the first 100 as they come', (index) => `${USERS_PATH}?page=${page(index)}`],
    ['users, a search for one person', (index) => `${USERS_PATH}?query=person${padded(random(index))}`],
    ['users/{id}', (index) => `${USERS_PATH}${idOf(random(index))}`],
    [
      `users, a page of the ${PEOPLE / 10} members of a group`,
      (index) => `${USERS_PATH}?group_id=${big}&order_by=name&page=${page(index)}`,
    ],
    [
      `users/{id}/permissions/explain, in a group ${DEEP} deep`,
      (index) => `${USERS_PATH}${idOf(deep(index))}/permissions/explain`,
    ],
    [
      `users/{id}/groups, in a group ${DEEP} deep`,
      (index) => `${USERS_PATH}${idOf(deep(index))}/groups?include_inherited=true`,
    ],
  ];
}

const padded = (number: number): string => String(number).padStart(7, '0');

/** The lower half of one chain goes below the root of the next and back, one move after the other. */
async function measureMoves(session: Session, groupIds: readonly string[]): Promise<void> {
  const half = DEEP / 2;
  const moved = groupIds[half] ?? '';
  const parents = [groupIds[DEEP] ?? '', groupIds[half - 1] ?? ''];
  print(
    `POST groups/id/{id}/update, moves ${half} of ${groupIds.length} groups`,
    await measure(
      (index) => moveGroup(session, moved, `Group 0/${half}`, parents[index % parents.length] ?? ''),
      { inFlight: 1, queries: MOVES },
    ),
  );
}
