import { Pool } from 'undici';

/** Makes calls over and over from a process of its own, and times each to the last byte of its answer. */
export interface Calls {
  readonly url: string;
  /** One after the other, again from the first. */
  readonly calls: readonly Call[];
  readonly inFlight: number;
  /** Of the calls that are timed; a tenth as many go before, untimed. */
  readonly count: number;
}

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: string;
}

const { url, calls, inFlight, count } = JSON.parse(process.argv[2] ?? '') as Calls;
const pool = new Pool(url, { connections: inFlight });

async function make(nth: number): Promise<number> {
  const call = calls[nth % calls.length];
  if (call === undefined) throw new Error('There is nothing to call');
  const called = performance.now();
  const { statusCode, body } = await pool.request(call);
  await body.dump({ limit: Number.MAX_SAFE_INTEGER });
  if (statusCode !== 200) throw new Error(`${call.path} answered ${statusCode}`);
  return performance.now() - called;
}

async function makeAll(total: number): Promise<readonly number[]> {
  const milliseconds: number[] = [];
  let nth = 0;
  const caller = async () => {
    while (nth < total) milliseconds.push(await make(nth++));
  };
  await Promise.all(Array.from({ length: inFlight }, caller));
  return milliseconds;
}

await makeAll(Math.ceil(count / 10));
console.log(JSON.stringify(await makeAll(count)));
await pool.close();
