import { Pool } from 'undici';

/** Asks the same few questions over and over and times each answer to its last byte. */
export interface Questions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly paths: readonly string[];
  readonly inFlight: number;
  /** Of the answers that are timed. */
  readonly count: number;
  /** Milliseconds in which others are asked before, untimed: who asks, and who answers, have begun a moment ago. Absent: a tenth as many. */
  readonly warmingMs?: number;
}

const { url, headers, paths, inFlight, count, warmingMs } = JSON.parse(process.argv[2] ?? '') as Questions;
const pool = new Pool(url, { connections: inFlight });

async function ask(nth: number): Promise<number> {
  const path = paths[nth % paths.length] ?? '/';
  const asked = performance.now();
  const { statusCode, body } = await pool.request({ method: 'GET', path, headers });
  await body.dump({ limit: Number.MAX_SAFE_INTEGER });
  if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}`);
  return performance.now() - asked;
}

let nth = 0;

/** Each the question after the last one, for as long as `goesOn` says. */
async function askWhile(goesOn: () => boolean): Promise<readonly number[]> {
  const milliseconds: number[] = [];
  const asker = async () => {
    while (goesOn()) milliseconds.push(await ask(nth++));
  };
  await Promise.all(Array.from({ length: inFlight }, asker));
  return milliseconds;
}

const startedAt = performance.now();
const few = Math.ceil(count / 10);
await askWhile(() => (warmingMs === undefined ? nth < few : performance.now() - startedAt < warmingMs));
const end = nth + count;
console.log(JSON.stringify(await askWhile(() => nth < end)));
await pool.close();
