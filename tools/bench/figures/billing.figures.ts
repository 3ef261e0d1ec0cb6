import { planIdOf } from '../billing-data.js';
import { program, run, serve } from '../child.js';
import type { Server } from '../child.js';
import type { Call, Calls, CallsResult } from '../programs/calls.js';
import { IN_FLIGHT, load } from '../reeve.js';
import type { Session } from '../reeve.js';
import { rounds } from '../rounds.js';
import { percentile } from '../statistics.js';
import type { Figure } from './figure.js';

/** Two administrators at once. */
const ADMINISTRATORS = 2;
const USERS = 32;
const CREATING_SECONDS = 3;
const JSON_BODY = { 'content-type': 'application/json' };
const PLANS = '/api/v1/admin/billing/plans';
const USAGE = '/api/v1/billing/usage';

export interface BillingLoad {
  readonly server: Server;
  readonly session: Session;
  /** Of people who have subscriptions. */
  readonly people: readonly Session[];
  /** Plans all of whose subscribers have accounts, and how many these are in each. */
  readonly fullPlans: number;
  readonly subscribers: number;
}

interface Measured {
  readonly p50: number;
  readonly p99: number;
  /** Processor time of the server, of all its threads. */
  readonly microseconds: number;
}

/** Each after the other within a round, the yardstick among them. Lists first: whatever is created makes them longer. */
export async function billingFigures(bench: BillingLoad): Promise<readonly Figure[]> {
  const { server, session, people } = bench;
  const hello = await serve(program('hello'), {});
  const list = [{ path: PLANS, headers: session.headers }];
  const check = people.map(({ headers }) => use(headers, `${USAGE}/check`));
  const record = people.map(({ headers }) => use(headers, USAGE));
  try {
    const bare = [{ path: '/' }];
    const barePost = [use(JSON_BODY, '/')];
    const measured = await rounds(async () => ({
      bare: await measure(hello, bare, USERS, 5_000),
      barePost: await measure(hello, barePost, USERS, 5_000),
      list: await measure(server, list, ADMINISTRATORS, 500),
      subscribers: await measure(server, pagesOf(bench), ADMINISTRATORS, 500),
      check: await measure(server, check, USERS, 5_000),
      record: await measure(server, record, USERS, 5_000),
      hot: await measure(server, record.slice(0, 1), USERS, 5_000),
    }));
    const of = (kind: keyof (typeof measured)[number]) => measured.map((round) => round[kind]);
    return [
      ...times(`GET / of a bare Nest + Fastify, ${USERS} in flight`, of('bare')),
      ...times(`POST / of it, its body validated and sent back, ${USERS} in flight`, of('barePost')),
      ...times(`plan list with statistics, ${ADMINISTRATORS} in flight`, of('list'), 10),
      ...times(`page of a plan's subscribers, ${ADMINISTRATORS} in flight`, of('subscribers'), 25),
      ...times(`usage check, ${USERS} people in flight`, of('check'), 5),
      ...times(`usage record, ${USERS} people in flight`, of('record'), 5),
      ...times(`usage record, all ${USERS} in flight of one person`, of('hot'), 5),
      ...(await creation(hello, session)),
      {
        name: 'resident memory after that',
        rounds: [server.residentMB()],
        unit: 'MB',
      },
    ];
  } finally {
    await hello.stop();
  }
}

async function creation(hello: Server, session: Session): Promise<readonly Figure[]> {
  const bare = { url: hello.url, headers: {}, inFlight: IN_FLIGHT };
  const plans = { url: `${session.url}${PLANS}`, headers: session.headers, inFlight: IN_FLIGHT };
  let made = 0;
  const create = async (seconds: number) => {
    const change = { kind: 'plans', first: made } as const;
    const result = await load({ ...plans, seconds, change });
    // Those in flight at the end were sent as well.
    made += result.requests + IN_FLIGHT;
    return result.requests / result.seconds;
  };
  await create(CREATING_SECONDS);
  const pairs = await rounds(async () => {
    const { requests, seconds } = await load({ ...bare, seconds: CREATING_SECONDS });
    return { bare: requests / seconds, plans: await create(CREATING_SECONDS) };
  });
  return [
    {
      name: `POST plans, durable, projected and audited, ${IN_FLIGHT} in flight`,
      rounds: pairs.map((pair) => pair.plans),
      unit: 'plans/s',
      wanted: { atLeast: 1540 },
    },
    {
      name: `… as a part of GET / of the bare one, ${IN_FLIGHT} in flight`,
      rounds: pairs.map((pair) => pair.plans / pair.bare),
      unit: 'times',
    },
  ];
}

async function measure(
  server: Server,
  calls: readonly Call[],
  inFlight: number,
  count: number,
): Promise<Measured> {
  const before = server.processorMs();
  const question: Calls = { url: server.url, calls, inFlight, count };
  const { milliseconds, made } = await run<CallsResult>(program('calls'), question);
  const microseconds = ((server.processorMs() - before) * 1000) / made;
  return { p50: percentile(milliseconds, 50), p99: percentile(milliseconds, 99), microseconds };
}

function times(name: string, measured: readonly Measured[], atMostMs?: number): readonly Figure[] {
  return [
    { name: `${name}: p50`, rounds: measured.map(({ p50 }) => p50), unit: 'ms' },
    {
      name: '… p99',
      rounds: measured.map(({ p99 }) => p99),
      unit: 'ms',
      ...(atMostMs !== undefined && { wanted: { atMost: atMostMs } }),
    },
    {
      name: '… processor time each, of all threads',
      rounds: measured.map(({ microseconds }) => microseconds),
      unit: 'µs',
    },
  ];
}

const use = (headers: Session['headers'], path: string): Call => ({
  path,
  headers,
  body: JSON.stringify({ metric: 'requests', amount: 1 }),
});

/** Pages of twenty from all over the plans. */
function pagesOf({ session, fullPlans, subscribers }: BillingLoad): readonly Call[] {
  const pages = Math.max(1, Math.floor(subscribers / 20));
  return Array.from({ length: 200 }, (_, index) => ({
    path: `${PLANS}/${planIdOf(index % fullPlans)}/subscribers?page=${String(1 + ((index * 7) % pages))}`,
    headers: session.headers,
  }));
}
