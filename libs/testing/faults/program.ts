import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { boundToParent } from '../servers/bound-to-parent.js';

/** A program to be run in a process of its own. It inherits nothing of this one's environment but `PATH` and `HOME`. */
export interface Program {
  readonly command: readonly [file: string, ...args: string[]];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder?: string;
  /** Whose rights it has: another user than this one takes root. */
  readonly uid?: number;
}

/** How a process ended, and everything that it said. */
export interface Ending {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A server that listens, on loopback. */
export interface RunningServer {
  readonly url: string;
  /** From its start to the line that says where it listens. */
  readonly startMs: number;
  /** Resident memory now. Linux only. */
  residentMB(): Promise<number>;
  /** What it has said so far. */
  said(): string;
  /** Sends a signal and does not wait for what comes of it. */
  signal(signal: NodeJS.Signals): void;
  /** Kills it and every process that it has started, and waits until they are gone. */
  kill(): Promise<void>;
  /** Resolves when it has ended, however that comes. */
  readonly ended: Promise<Ending>;
}

const LISTENS = /listens on (http:\/\/\S+)/;
/** A program that neither ends nor listens by then is ended: its specification has failed. */
const PATIENCE_MS = 60_000;

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) killGroup(child);
});

/** @throws Error with everything it said, when it ends before it listens, or does not listen within a minute. */
export async function startServer(program: Program): Promise<RunningServer> {
  const began = performance.now();
  const { child, said, ended } = run(program);
  const patience = setTimeout(() => killGroup(child), PATIENCE_MS);
  const listening = new Promise<string>((resolve) => {
    child.stdout.on('data', () => {
      const url = LISTENS.exec(said())?.[1];
      if (url !== undefined) resolve(url);
    });
  });
  const url = await Promise.race([listening, ended]);
  clearTimeout(patience);
  if (typeof url !== 'string') throw new Error(`The server ended before it listened:\n${said()}`);
  return {
    url,
    startMs: performance.now() - began,
    residentMB: () => residentMB(child),
    said,
    signal: (signal) => void child.kill(signal),
    kill: async () => {
      killGroup(child);
      await ended;
    },
    ended,
  };
}

/** Runs a program that is expected to end by itself. One that does not in time, in a minute unless said otherwise, is killed. */
export async function runToEnd(program: Program, patienceMs = PATIENCE_MS): Promise<Ending> {
  const { child, ended } = run(program);
  const patience = setTimeout(() => killGroup(child), patienceMs);
  const ending = await ended;
  clearTimeout(patience);
  return ending;
}

/** Starts a program and kills it after so many milliseconds, unless it has ended before. */
export async function killAfter(milliseconds: number, program: Program): Promise<Ending> {
  const { child, ended } = run(program);
  const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
  const ending = await ended;
  clearTimeout(timer);
  return ending;
}

function run({ command, environment, folder, uid }: Program) {
  const { PATH = '', HOME = '' } = process.env;
  const [file, ...args] = boundToParent(command);
  const child = spawn(file, args, {
    env: { PATH, HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own.
    detached: true,
    ...(folder === undefined ? {} : { cwd: folder }),
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  running.add(child);
  const stdout = textOf(child.stdout);
  const stderr = textOf(child.stderr);
  const ended = once(child, 'close').then(([code, signal]): Ending => {
    running.delete(child);
    return {
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
      stdout: stdout(),
      stderr: stderr(),
    };
  });
  return { child, ended, said: () => stdout() + stderr() };
}

/** A shell or npm may be gone while what it has started goes on. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
}

function textOf(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

async function residentMB({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
