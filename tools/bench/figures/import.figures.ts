import type { Server } from '../child.js';
import type { Session } from '../reeve.js';
import { rounds } from '../rounds.js';
import type { Figure } from './figure.js';

const USERS = 10_000;
/** Nobody signs in with it. Given, so that registering is what is measured and not argon2. */
const HASH = `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** From the first byte sent to the summary, each account durable and readable by then; and what the process has resident after that. */
export async function importFigures(server: Server, session: Session): Promise<readonly Figure[]> {
  const measured = await rounds(async (round) => {
    const startedAt = performance.now();
    await importUsers(session, `round-${round}`);
    return { perSecond: (1000 * USERS) / (performance.now() - startedAt), resident: server.residentMB() };
  });
  return [
    {
      name: `POST users/import, ${USERS} users with hashes given`,
      rounds: measured.map(({ perSecond }) => perSecond),
      unit: 'users/s',
      wanted: { atLeast: 2000 },
    },
    {
      name: '… resident memory after that',
      rounds: measured.map(({ resident }) => resident),
      unit: 'MB',
      wanted: { atMost: 300 },
    },
  ];
}

/** @param round begins their e-mails. @throws when not everybody was new. */
export async function importUsers({ url, headers }: Session, round: string, count = USERS): Promise<void> {
  const rows = Array.from({ length: count }, (_, index) =>
    JSON.stringify({
      name: `Person ${index}`,
      email: `${round}-${index}@example.com`,
      password_hash: HASH,
      role: 'user',
    }),
  );
  const response = await fetch(`${url}/api/v1/users/import`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/x-ndjson' },
    body: rows.join('\n'),
  });
  const last = (await response.text()).trimEnd().split('\n').at(-1) ?? '';
  if (!last.includes(`"created":${count},`)) throw new Error(`An import ended with ${last}`);
}
