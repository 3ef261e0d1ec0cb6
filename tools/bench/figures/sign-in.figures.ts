import type { Server } from '../child.js';
import { CREDENTIALS } from '../reeve.js';
import { mannWhitney } from '../statistics.js';
import type { Figure } from './figure.js';

/** Of each kind, after as many to warm up with. */
const TRIES = 500;
const WARM_UP = 20;

/**
 * How long it takes to be refused for a wrong password and for an e-mail that nobody has: in turn, one at a time, so that
 * whatever else the machine does meets both.
 */
export async function signInFigures({ url }: Server): Promise<readonly Figure[]> {
  const wrongPassword: number[] = [];
  const unknownEmail: number[] = [];
  for (let nth = -WARM_UP; nth < TRIES; nth++) {
    const known = await refusalMs(url, CREDENTIALS.email);
    const unknown = await refusalMs(url, `nobody-${nth}@example.com`);
    if (nth < 0) continue;
    wrongPassword.push(known);
    unknownEmail.push(unknown);
  }
  return [
    {
      name: `POST auths/signin, refused for a wrong password, ${TRIES} tries`,
      rounds: wrongPassword,
      unit: 'ms',
    },
    { name: `… for an e-mail that nobody has, ${TRIES} tries`, rounds: unknownEmail, unit: 'ms' },
    {
      name: '… told apart by their times (Mann-Whitney)',
      rounds: [mannWhitney(wrongPassword, unknownEmail)],
      unit: 'p',
      wanted: { atLeast: 0.05 },
    },
  ];
}

async function refusalMs(url: string, email: string): Promise<number> {
  const startedAt = performance.now();
  const answer = await fetch(`${url}/api/v1/auths/signin`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: 'a wrong password' }),
  });
  await answer.text();
  if (answer.status !== 400) throw new Error(`A wrong password was answered with ${answer.status}`);
  return performance.now() - startedAt;
}
