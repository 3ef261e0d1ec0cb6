// `npm run dev:distributed`: all five services as processes on this machine, on the servers that REEVE_BUS_URL,
// REEVE_EVENT_STORE_URL, REEVE_DOCUMENT_STORE_URL and REEVE_RATE_LIMIT_URL name, and on stand-ins for those that are not given.
import { once } from 'node:events';
import { loadSettings, SettingsError } from '@reeve/platform';
import { CannotStart } from './cannot-start.js';
import { masterKeyFor } from './master-key.js';
import { startServiceProcesses } from './service-processes.js';
import type { ServiceProcess } from './service-processes.js';
import { startStandIns } from './stand-ins.js';
import type { StandIns } from './stand-ins.js';

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

try {
  await run(stopping.signal);
} catch (error) {
  const isExpected = error instanceof CannotStart || error instanceof SettingsError;
  process.stderr.write(`${isExpected ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
}

/** Runs until the signal, or until a service ends by itself. Nothing that it has started is left. */
async function run(signal: AbortSignal): Promise<void> {
  const given = process.env;
  const masterKey = masterKeyFor(given);
  const standIns = await startStandIns(given);
  try {
    const environment = { ...given, ...standIns.environment, REEVE_MASTER_KEY: masterKey };
    await runServices(environment, standIns, signal);
  } finally {
    await standIns.stop();
  }
}

async function runServices(
  environment: Readonly<Record<string, string | undefined>>,
  standIns: StandIns,
  signal: AbortSignal,
): Promise<void> {
  const { port } = loadSettings(environment);
  say('Reeve runs on (stand-ins keep nothing when they end)', ...standIns.lines);
  const services = await startServiceProcesses(environment, port);
  try {
    say('as', ...services.map(lineOf));
    const over = Promise.race([...services.map(endedByItself), aborted(signal)]);
    const ready = Promise.all(services.map((service) => service.ready(signal)));
    await Promise.race([ready, over]);
    if (!signal.aborted) {
      say(
        `All of them are ready. The API is described at ${urlOfGateway(services)}/api/docs. Ctrl-C stops everything.`,
      );
    }
    await over;
  } finally {
    say('Stopping: the gateway first, what stands in for servers last.');
    for (const service of services.toReversed()) await service.stop();
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

async function endedByItself({ name, ended }: ServiceProcess): Promise<never> {
  await ended;
  throw new CannotStart(`The ${name} service has ended; what it said last is above.`);
}

function urlOfGateway(services: readonly ServiceProcess[]): string {
  return services.find(({ name }) => name === 'gateway')?.url ?? '';
}

function lineOf({ name, url, pid }: ServiceProcess): string {
  return `  ${name.padEnd(16)}${`${url}/health/ready`.padEnd(44)}process ${String(pid)}`;
}

function say(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
