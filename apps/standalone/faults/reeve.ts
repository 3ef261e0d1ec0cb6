import { createRequire } from 'node:module';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '@reeve/testing/faults';
import type { Program, RunningServer } from '@reeve/testing/faults';
import { onTestFinished } from 'vitest';

/** What was built, as it is run in production: `tsc -b` comes before these specifications. */
const MAIN = createRequire(import.meta.url).resolve('@reeve/standalone/main');

/** Standalone Reeve on a data folder. One administrator is the whole load, so the limiter counts and lets pass. */
export function reeve(dataDir: string, environment: Readonly<Record<string, string>> = {}): Program {
  return {
    command: [process.execPath, MAIN],
    environment: {
      REEVE_PORT: '0',
      REEVE_DATA_DIR: dataDir,
      REEVE_ADMIN_RATE_LIMIT: '100000000',
      REEVE_LOG_LEVEL: 'warn',
      ...environment,
    },
  };
}

/** Starts it; whatever becomes of the test, it does not outlive it. */
export async function startReeve(
  dataDir: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningServer> {
  const server = await startServer(reeve(dataDir, environment));
  onTestFinished(() => server.kill());
  return server;
}

/** Tells it to stop, and waits until it has. */
export async function stop(server: RunningServer): Promise<void> {
  server.signal('SIGTERM');
  await server.ended;
}

/** An empty folder of the current test's own, removed after it. */
export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'reeve-faults-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
