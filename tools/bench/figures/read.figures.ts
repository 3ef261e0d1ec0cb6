import { program, serve } from '../child.js';
import { IN_FLIGHT, load } from '../reeve.js';
import type { Session } from '../reeve.js';
import { rounds } from '../rounds.js';
import type { Figure } from './figure.js';

const WARM_UP_SECONDS = 2;
const SECONDS = 3;

/** Both servers in turn, so that whatever else the machine does meets both; a ratio within each round. */
export async function readFigures(session: Session): Promise<readonly Figure[]> {
  const hello = await serve(program('hello'), {});
  const bare = { url: hello.url, headers: {}, inFlight: IN_FLIGHT };
  const config = {
    url: `${session.url}/api/v1/config/connections`,
    headers: session.headers,
    inFlight: IN_FLIGHT,
  };
  const perSecond = async (what: typeof bare, seconds: number) => {
    const result = await load({ ...what, seconds });
    return result.requests / result.seconds;
  };
  try {
    await perSecond(bare, WARM_UP_SECONDS);
    await perSecond(config, WARM_UP_SECONDS);
    const pairs = await rounds(async () => ({
      bare: await perSecond(bare, SECONDS),
      config: await perSecond(config, SECONDS),
    }));
    return [
      {
        name: `GET / of a bare Nest + Fastify, ${IN_FLIGHT} in flight`,
        rounds: pairs.map((pair) => pair.bare),
        unit: 'requests/s',
      },
      {
        name: `GET config/connections with session, limiter and ETag, ${IN_FLIGHT} in flight`,
        rounds: pairs.map((pair) => pair.config),
        unit: 'requests/s',
      },
      {
        name: '… as a part of the bare one',
        rounds: pairs.map((pair) => pair.config / pair.bare),
        unit: 'times',
        wanted: { atLeast: 0.4 },
      },
    ];
  } finally {
    await hello.stop();
  }
}
