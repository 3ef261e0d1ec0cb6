import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boundToParent } from './bound-to-parent.js';
import { freePort } from './free-port.js';
import { freezeProcess } from './freeze-process.js';

/** A server in a process of its own, on a port of 127.0.0.1 and with a data folder that it keeps through its restarts. */
export interface TestServer {
  readonly url: string;
  /** Where it keeps its data. */
  readonly folder: string;
  /** Of the process that runs now, or ran last. */
  readonly pid: number;
  /** What it has said since it was last started. */
  said(): string;
  /** Sends SIGKILL, also to a frozen one, and waits for its end. */
  kill(): Promise<void>;
  /** SIGSTOP: its connections stay open, nothing answers from when this resolves on. */
  freeze(): Promise<void>;
  /** SIGCONT */
  thaw(): void;
  /** Kills it if it runs, and starts it on the same port and data; resolves when it is ready. */
  restart(): Promise<void>;
  /** Ends it for good and removes its data. */
  stop(): Promise<void>;
}

/** How a server is run. */
export interface ServerProgram {
  /** Has to stay the process that is started: a shell or a wrapper would be frozen and killed in its place. */
  command(place: ServerPlace): readonly [file: string, ...args: string[]];
  /** Beside `PATH` and `HOME`; nothing else of this process's environment is passed on. */
  readonly environment?: Readonly<Record<string, string>>;
  url(place: ServerPlace): string;
  /** What it says, in one line of stdout or stderr, when it answers. */
  readonly ready: RegExp;
}

/** Where a server keeps its data and listens. */
export interface ServerPlace {
  readonly port: number;
  /** Empty at first, and writable. */
  readonly folder: string;
}

/** One that is not ready by then has failed to start. */
const PATIENCE_MS = 30_000;
/** Between choosing a free port and listening on it, another process may take it. */
const ATTEMPTS = 3;

const running = new Map<ChildProcess, ServerPlace>();
process.once('exit', () => {
  for (const [child, { folder }] of running) {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
});

/**
 * Starts a server and waits until it is ready. It does not outlive this process: on Linux not even when this one is killed.
 *
 * @throws Error with everything it said, when it ends before it is ready, or is not ready within half a minute.
 */
export async function startTestServer(program: ServerProgram): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'reeve-server-'));
  try {
    for (let attempt = 1; ; attempt++) {
      const place = { port: await freePort(), folder };
      try {
        return serverAt(place, program, await start(program, place));
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
      }
    }
  } catch (error) {
    await rm(folder, { recursive: true });
    throw error;
  }
}

function serverAt(place: ServerPlace, program: ServerProgram, first: RunningProcess): TestServer {
  let current = first;
  return {
    url: program.url(place),
    folder: place.folder,
    get pid() {
      return current.pid;
    },
    said: () => current.said(),
    kill: () => current.kill(),
    freeze: () => freezeProcess(current.pid),
    thaw: () => void process.kill(current.pid, 'SIGCONT'),
    restart: async () => {
      await current.kill();
      current = await start(program, place);
    },
    stop: async () => {
      await current.kill();
      await rm(place.folder, { recursive: true, force: true });
    },
  };
}

interface RunningProcess {
  readonly pid: number;
  said(): string;
  kill(): Promise<void>;
}

async function start(program: ServerProgram, place: ServerPlace): Promise<RunningProcess> {
  const child = spawnBound(program.command(place), program.environment ?? {});
  running.set(child, place);
  const ended = once(child, 'close').then(
    () => 'it ended',
    (error: unknown) => String(error),
  );
  void ended.then(() => running.delete(child));
  let text = '';
  const ready = new Promise<'ready'>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        if (program.ready.test(text)) resolve('ready');
      });
    }
  });
  const said = () => text;
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  let patience: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    patience = setTimeout(() => resolve(`it was not ready in ${PATIENCE_MS} ms`), PATIENCE_MS);
  });
  const outcome = await Promise.race([ready, ended, late]);
  clearTimeout(patience);
  if (outcome === 'ready' && child.pid !== undefined) return { pid: child.pid, said, kill };
  await kill();
  throw new Error(`${child.spawnfile} did not start (${outcome}):\n${text}`);
}

function spawnBound(command: readonly [file: string, ...args: string[]], environment: object) {
  const { PATH = '', HOME = '' } = process.env;
  const [file, ...args] = boundToParent(command);
  return spawn(file, args, {
    env: { PATH, HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C is for whoever has started it, which may still need it to stop in order.
    detached: true,
  });
}
