import { median, percentile } from '../statistics.js';

export const IN_FLIGHT = 16;
export const QUERIES = 500;

/** Milliseconds of each of 500 queries. */
export async function measure(
  ask: (index: number) => Promise<void>,
  { inFlight = IN_FLIGHT, queries = QUERIES } = {},
): Promise<readonly number[]> {
  const took: number[] = [];
  let next = 0;
  const worker = async () => {
    while (next < queries) {
      const index = next++;
      const startedAt = performance.now();
      await ask(index);
      took.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return took;
}

export function print(name: string, took: readonly number[]): void {
  const at = (part: number) => percentile(took, part).toFixed(1).padStart(8);
  console.log(`${name.padEnd(60)} p50 ${at(50)} ms  p99 ${at(99)} ms  most ${at(100)} ms`);
}

/** The median of what each round comes to, and the lowest and the highest of it. @param took milliseconds, by round. */
export function printRounds(name: string, took: readonly (readonly number[])[]): void {
  const at = (part: number) => {
    const figures = took.map((times) => percentile(times, part));
    const range = `${Math.min(...figures).toFixed(1)} – ${Math.max(...figures).toFixed(1)}`;
    return `${median(figures).toFixed(1).padStart(8)} ms (${range})`.padEnd(28);
  };
  console.log(`${name.padEnd(60)} p50 ${at(50)} p99 ${at(99)}`.trimEnd());
}
