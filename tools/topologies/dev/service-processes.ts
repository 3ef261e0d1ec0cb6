import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@reeve/testing/servers';

/** What is built of each service, as it is run in production. The gateway last: it asks the others, and is stopped first. */
const MAINS = {
  config: '@reeve/config-service/main',
  users: '@reeve/users-service/main',
  billing: '@reeve/billing-service/main',
  audit: '@reeve/audit-service/main',
  gateway: '@reeve/gateway/main',
} as const;

type ServiceName = keyof typeof MAINS;

/** One of Reeve's services, in a process of its own that writes to this one's output. */
export interface ServiceProcess {
  readonly name: ServiceName;
  readonly pid: number | undefined;
  readonly url: string;
  /** Resolves when it takes requests, or when the signal is aborted. */
  ready(signal: AbortSignal): Promise<void>;
  /** Resolves when it has ended, by itself or not. */
  readonly ended: Promise<unknown>;
  /** Tells it to finish what it has accepted, and waits until it has ended. */
  stop(): Promise<void>;
}

const { resolve } = createRequire(import.meta.url);
const POLL_MS = 100;

/**
 * Starts all services at once: none needs another to be there before it.
 *
 * @param gatewayPort of the API; the others get any that is free.
 */
export async function startServiceProcesses(
  environment: Readonly<Record<string, string | undefined>>,
  gatewayPort: number,
): Promise<readonly ServiceProcess[]> {
  const processes: ServiceProcess[] = [];
  for (const name of Object.keys(MAINS) as ServiceName[]) {
    const port = name === 'gateway' ? gatewayPort : await freePort();
    processes.push(startProcess(name, port, environment));
  }
  return processes;
}

function startProcess(
  name: ServiceName,
  port: number,
  environment: Readonly<Record<string, string | undefined>>,
): ServiceProcess {
  const child = spawn(process.execPath, [resolve(MAINS[name])], {
    env: { ...environment, REEVE_PORT: String(port) },
    stdio: ['ignore', 'inherit', 'inherit'],
    // Ctrl-C is for this process: it stops the services in their order.
    detached: true,
  });
  const ended = once(child, 'close');
  const url = `http://127.0.0.1:${port}`;
  return {
    name,
    pid: child.pid,
    url,
    ready: (signal) => untilReady(url, signal),
    ended,
    stop: async () => {
      if (hasEnded(child)) return;
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function untilReady(url: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const answer = await fetch(`${url}/health/ready`, { signal }).catch(() => undefined);
    if (answer?.ok === true) return;
    await delay(POLL_MS);
  }
}
