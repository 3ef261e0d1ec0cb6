import { setTimeout as delay } from 'node:timers/promises';
import { callTimes } from '../call-times.js';
import { CREDENTIALS, load } from '../reeve.js';
import type { Session } from '../reeve.js';
import { rounds } from '../rounds.js';
import { percentile } from '../statistics.js';
import type { Figure } from './figure.js';

const SIGN_INS = 32;
/** Longer than all questions take meanwhile. */
const SECONDS = 10;
/** Until all sign-ins are under way. */
const STARTING_MS = 1_000;
const QUESTIONS = 2_000;

/** What sign-ins cost others: reads of the configuration while nothing else is going on, and while many sign in. */
export async function busyFigures({ url, headers }: Session): Promise<readonly Figure[]> {
  const question = { url, headers, calls: [{ path: '/api/config' }], inFlight: 1, count: QUESTIONS };
  const p99 = async () => percentile(await callTimes(question), 99);
  const measured = await rounds(async () => {
    const idle = await p99();
    const signingIn = load({
      url: `${url}/api/v1/auths/signin`,
      headers: { 'content-type': 'application/json' },
      inFlight: SIGN_INS,
      seconds: SECONDS,
      body: JSON.stringify(CREDENTIALS),
    });
    await delay(STARTING_MS);
    const busy = await p99();
    await signingIn;
    return { idle, busy };
  });
  return [
    { name: 'GET api/config: p99', rounds: measured.map(({ idle }) => idle), unit: 'ms' },
    { name: `… while ${SIGN_INS} sign in`, rounds: measured.map(({ busy }) => busy), unit: 'ms' },
    {
      name: '… as a multiple of the idle one',
      rounds: measured.map(({ idle, busy }) => busy / idle),
      unit: 'times',
      wanted: { atMost: 3 },
    },
  ];
}
