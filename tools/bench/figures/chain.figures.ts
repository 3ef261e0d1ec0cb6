import type { Fleet } from '../fleet.js';
import { load, makeChanges } from '../reeve.js';
import type { Session } from '../reeve.js';
import { rounds } from '../rounds.js';
import type { Figure } from './figure.js';

const IN_FLIGHT = 32;
const WARM_UP_SECONDS = 3;
/** What stands in for MongoDB is compiled meanwhile: until then it takes three times as much of the processors for a change. */
const CHANGES_WARM_UP_SECONDS = 30;
const SECONDS = 4;

/** The bare chain and Reeve in turn, so that whatever else the machine does meets both; ratios within each round. */
export async function chainFigures(
  { bareChain }: Fleet,
  session: Session,
  changed: { count: number },
): Promise<readonly Figure[]> {
  const perSecond = async (seconds: number, url: string, headers: Readonly<Record<string, string>>) => {
    const result = await load({ url, headers, inFlight: IN_FLIGHT, seconds });
    return result.requests / result.seconds;
  };
  const bare = (seconds: number) => perSecond(seconds, bareChain.url, {});
  const read = (seconds: number) =>
    perSecond(seconds, `${session.url}/api/v1/config/connections`, session.headers);
  const change = async (seconds: number) => {
    const result = await makeChanges(session, 'connections', changed.count, seconds, IN_FLIGHT);
    changed.count += result.requests;
    return result.requests / result.seconds;
  };
  for (const warmUp of [bare, read]) await warmUp(WARM_UP_SECONDS);
  await change(CHANGES_WARM_UP_SECONDS);
  const measured = await rounds(async () => ({
    bare: await bare(SECONDS),
    read: await read(SECONDS),
    change: await change(SECONDS),
  }));
  const inFlight = `${IN_FLIGHT} in flight`;
  return [
    {
      name: `GET / of a bare Nest gateway with an echo behind NATS, ${inFlight}`,
      rounds: measured.map((round) => round.bare),
      unit: 'requests/s',
    },
    {
      name: `GET config/connections through gateway, NATS and config service, ${inFlight}`,
      rounds: measured.map((round) => round.read),
      unit: 'requests/s',
    },
    {
      name: '… as a part of the bare chain',
      rounds: measured.map((round) => round.read / round.bare),
      unit: 'times',
      wanted: { atLeast: 0.7 },
    },
    {
      name: `POST config/connections, durable and projected, ${inFlight}`,
      rounds: measured.map((round) => round.change),
      unit: 'changes/s',
    },
    {
      name: '… as a part of the bare chain',
      rounds: measured.map((round) => round.change / round.bare),
      unit: 'times',
      wanted: { atLeast: 0.35 },
    },
  ];
}
