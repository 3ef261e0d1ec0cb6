import type { Session } from '../reeve.js';
import { rounds } from '../rounds.js';
import type { Figure } from './figure.js';

const USERS = 10_000;
/** Nobody signs in with it. Given, so that registering is what is measured and not argon2. */
const HASH = `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** From the first byte sent to the summary, each account durable and readable by then. */
export async function importFigures(session: Session): Promise<readonly Figure[]> {
  let round = 0;
  const perSecond = await rounds(async () => {
    round += 1;
    const startedAt = performance.now();
    await importUsers(session, `round-${round}`);
    return (1000 * USERS) / (performance.now() - startedAt);
  });
  return [
    {
      name: `POST users/import, ${USERS} users with hashes given`,
      rounds: perSecond,
      unit: 'users/s',
      wanted: { atLeast: 2000 },
    },
  ];
}

async function importUsers({ url, headers }: Session, round: string): Promise<void> {
  const rows = Array.from({ length: USERS }, (_, index) =>
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
  if (!last.includes(`"created":${USERS},`)) throw new Error(`An import ended with ${last}`);
}
