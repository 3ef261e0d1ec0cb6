import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Milliseconds that a child has to do what it was asked, and to go when told to. */
const PATIENCE_MS = 120_000;
const STOP_MS = 15_000;

const running = new Set<ChildProcess>();

/** Ends every child that is left, by its own id: whatever happens, nothing outlives the run. */
export function endChildren(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** A program of `programs/`, by the name of its file. */
export function program(name: string): string {
  return fileURLToPath(new URL(`./programs/${name}.js`, import.meta.url));
}

/**
 * Runs a program to its end.
 *
 * @param input what it is to do: JSON, which it reads by `input`.
 *
 * @returns what it printed last, as JSON.
 * @throws when it fails, prints no JSON, or takes longer than its patience: two minutes.
 */
export async function run<Result>(script: string, input: object, patienceMs = PATIENCE_MS): Promise<Result> {
  const child = start([script], process.env, 'pipe');
  // One that ends without reading it has said why.
  child.stdin?.on('error', () => undefined).end(JSON.stringify(input));
  const { output } = printed(child);
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(timer);
  const lastLine = output().trimEnd().split('\n').at(-1) ?? '';
  if (code !== 0) throw new Error(`${script} ended with ${String(code)}:\n${output()}`);
  return JSON.parse(lastLine) as Result;
}

/** A server in a process of its own, on loopback. */
export interface Server {
  readonly url: string;
  /** From its start to the line that says where it listens. */
  readonly startMs: number;
  /** Resident memory now. */
  residentMB(): number;
  /** Processor time of all its threads since its start. */
  processorMs(): number;
  stop(): Promise<void>;
}

/**
 * Starts a server and waits until it says where it listens.
 *
 * @param nodeOptions for Node itself, before the script.
 * @throws when it ends before that, or takes longer than two minutes.
 */
export async function serve(
  script: string,
  environment: Readonly<Record<string, string>>,
  nodeOptions: readonly string[] = [],
): Promise<Server> {
  const began = performance.now();
  const child = start([...nodeOptions, script], {
    PATH: process.env['PATH'],
    NODE_ENV: 'production',
    ...environment,
  });
  const url = await addressOf(child, script);
  const startMs = performance.now() - began;
  const pid = child.pid ?? 0;
  return {
    url,
    startMs,
    residentMB: () => residentMB(pid),
    processorMs: () => processorMs(pid),
    stop: () => stop(child),
  };
}

function start(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  stdin: 'pipe' | 'ignore' = 'ignore',
): ChildProcess {
  const child = spawn(process.execPath, args, { env, stdio: [stdin, 'pipe', 'pipe'] });
  running.add(child);
  child.once('close', () => running.delete(child));
  return child;
}

/** The end of what a child prints, until `enough` is called: from then on it is let go by, unread. */
function printed(child: ChildProcess): { readonly output: () => string; readonly enough: () => void } {
  let output = '';
  const streams = [child.stdout, child.stderr];
  const keep = (chunk: Buffer) => {
    output += chunk.toString();
  };
  for (const stream of streams) stream?.on('data', keep);
  return {
    output: () => output,
    enough: () => {
      for (const stream of streams) stream?.off('data', keep).resume();
    },
  };
}

async function addressOf(child: ChildProcess, script: string): Promise<string> {
  const { output, enough } = printed(child);
  return await new Promise((resolve, reject) => {
    const give = (settle: () => void) => {
      clearTimeout(timer);
      child.off('close', fail);
      child.stdout?.off('data', look);
      enough();
      settle();
    };
    const fail = () => give(() => reject(new Error(`${script} does not listen:\n${output()}`)));
    const look = () => {
      const url = /listens on (http:\/\/127\.0\.0\.1:\d+)/.exec(output())?.[1];
      if (url !== undefined) give(() => resolve(url));
    };
    const timer = setTimeout(fail, PATIENCE_MS);
    child.stdout?.on('data', look);
    child.once('close', fail);
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'close');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(timer);
}

function residentMB(pid: number): number {
  const status = `/proc/${pid}/status`;
  const kilobytes = existsSync(status)
    ? /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1]
    : execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  return Number(kilobytes) / 1024;
}

/** The kernel counts in hundredths of a second, wherever it shows them in /proc. NaN where it does not. */
function processorMs(pid: number): number {
  const status = `/proc/${pid}/stat`;
  if (!existsSync(status)) return NaN;
  // The name in parentheses may have spaces in it; user and system time are the 12th and 13th after it.
  const fields = readFileSync(status, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
