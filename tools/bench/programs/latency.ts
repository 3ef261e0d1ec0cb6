import { Pool } from 'undici';

/** Asks the same few questions over and over and times each answer to its last byte. */
export interface Questions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly paths: readonly string[];
  readonly inFlight: number;
  /** Of the answers that are timed; as many again would be too long a run, so a tenth goes before, untimed. */
  readonly count: number;
}

const { url, headers, paths, inFlight, count } = JSON.parse(process.argv[2] ?? '') as Questions;
const pool = new Pool(url, { connections: inFlight });

async function ask(nth: number): Promise<number> {
  const path = paths[nth % paths.length] ?? '/';
  const asked = performance.now();
  const { statusCode, body } = await pool.request({ method: 'GET', path, headers });
  await body.dump({ limit: Number.MAX_SAFE_INTEGER });
  if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}`);
  return performance.now() - asked;
}

async function askAll(total: number): Promise<readonly number[]> {
  const milliseconds: number[] = [];
  let nth = 0;
  const asker = async () => {
    while (nth < total) milliseconds.push(await ask(nth++));
  };
  await Promise.all(Array.from({ length: inFlight }, asker));
  return milliseconds;
}

await askAll(Math.ceil(count / 10));
console.log(JSON.stringify(await askAll(count)));
await pool.close();
