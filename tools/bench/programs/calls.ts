import { Connection, requestText } from '../connection.js';
import { input } from './input.js';

/** Makes calls over and over from a process of its own, and times each to the last byte of its answer. */
export interface Calls {
  readonly url: string;
  /** Of every call. */
  readonly headers?: Readonly<Record<string, string>>;
  /** One after the other, again from the first. */
  readonly calls: readonly Call[];
  readonly inFlight: number;
  /** Of the calls that are timed. Those that come before them go before them, until this process calls as fast as it ever will. */
  readonly count: number;
}

export interface CallsResult {
  /** Of each call that was timed. */
  readonly milliseconds: readonly number[];
  /** Calls in all, those before among them. */
  readonly made: number;
}

/** A GET, or where it has a body a POST. */
export interface Call {
  readonly path: string;
  /** Of its own. */
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: string;
}

/** A process that has just begun to call takes up to ten times as long for it: what is timed would be the calling. */
const WARMING_MS = 1_500;

const { url, headers, calls, inFlight, count } = input() as Calls;
const requests = calls.map((call) =>
  requestText(new URL(url).host, {
    ...call,
    method: call.body === undefined ? 'GET' : 'POST',
    headers: { ...headers, ...call.headers },
  }),
);
const connections = await Promise.all(Array.from({ length: inFlight }, () => Connection.open(url)));

/** @returns milliseconds to the last byte of the answer. */
async function make(connection: Connection, nth: number): Promise<number> {
  const request = requests[nth % requests.length];
  if (request === undefined) throw new Error('There is nothing to call');
  const called = performance.now();
  const status = await connection.ask(request);
  if (status !== 200) throw new Error(`${request.split('\r\n', 1)[0] ?? ''} was answered ${status}`);
  return performance.now() - called;
}

let nth = 0;

/** Makes calls, each the one after the last, for as long as `goesOn` says, which is asked before each. */
async function makeWhile(goesOn: () => boolean): Promise<readonly number[]> {
  const milliseconds: number[] = [];
  const caller = async (connection: Connection) => {
    while (goesOn()) milliseconds.push(await make(connection, nth++));
  };
  await Promise.all(connections.map(caller));
  return milliseconds;
}

const warmAt = performance.now() + WARMING_MS;
await makeWhile(() => performance.now() < warmAt);
const end = nth + count;
const milliseconds = await makeWhile(() => nth < end);
const result: CallsResult = { milliseconds, made: nth };
console.log(JSON.stringify(result));
for (const connection of connections) connection.close();
