import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFilesIn, startServices } from '@reeve/composition';
import type { RunningServices, Service, StartOptions } from '@reeve/composition';
import type { RecordedEvent } from '@reeve/event-store';
import { createLogger, loadSettings } from '@reeve/platform';
import type { StartTopology, Topology } from '@reeve/testing/end-to-end';
import { OneAtATime } from './one-at-a-time.js';
import { filesIn } from './server-data.js';
import { environmentOf, startServer } from './servers.js';
import type { Databases, Server, ServerName } from './servers.js';

/** What an installation consists of. */
export interface Shape {
  /** The services of each of its processes. The one with the API comes last: it is stopped first. */
  readonly processes: readonly (readonly Service[])[];
  /** What none of these servers keeps is embedded. */
  readonly servers: readonly ServerName[];
  /** Where `mongodb` is among the servers. */
  readonly databases?: Databases;
}

/** A process has one connection to EventStoreDB at a time, and so one installation that uses it. */
const eventStoreDB = new OneAtATime();

/**
 * Starts installations of one shape, on servers that nobody else uses. What are processes in production are apps of this one,
 * so that they start fast and a suite can bring its own sections; they know nothing of each other but the URLs of their servers.
 */
export function topologyOf({ processes, servers: names, databases }: Shape): StartTopology {
  return async ({ environment, ...given }): Promise<Topology> => {
    const folder = await mkdtemp(join(tmpdir(), 'reeve-topology-'));
    const servers = await Promise.all(names.map((name) => startServer(name, databases)));
    // The next one's servers start while this one is at work.
    const leave = names.includes('eventstoredb') ? await eventStoreDB.enter() : () => undefined;
    const settings = loadSettings({
      REEVE_MASTER_KEY: randomBytes(32).toString('hex'),
      ...environment,
      ...environmentOf(servers),
      REEVE_PORT: '0',
      REEVE_DATA_DIR: folder,
    });
    const lines: string[] = [];
    const logger = createLogger(settings, { write: (line) => void lines.push(line) });
    const start = () => startAll(processes, { settings, environment, logger, ...given });
    const removeAll = async () => {
      leave();
      await Promise.all(servers.map((server) => server.stop()));
      await rm(folder, { recursive: true });
    };
    let running: readonly RunningServices[];
    try {
      running = await start();
    } catch (error) {
      await removeAll();
      throw error;
    }
    return {
      get url() {
        return running.at(-1)?.url ?? '';
      },
      restart: async () => {
        await stopAll(running);
        running = await start();
      },
      stop: async () => {
        await stopAll(running).finally(removeAll);
      },
      events: () => eventsOf(running),
      dataFiles: async () => {
        const kept = await Promise.all([filesIn(folder), ...servers.map((server) => server.data())]);
        return kept.flat();
      },
      backUpKeys: async () => {
        const putBack = await backUpKeys(folder, servers);
        return async () => {
          await stopAll(running);
          await putBack();
          running = await start();
        };
      },
      log: () => lines.join(''),
    };
  };
}

/** All at once: none needs another to be there before it. When one does not start, none is left running. */
async function startAll(
  processes: Shape['processes'],
  options: StartOptions,
): Promise<readonly RunningServices[]> {
  const givingUp = new AbortController();
  const starting = processes.map((services) =>
    startServices(services, { ...options, signal: givingUp.signal }),
  );
  try {
    return await Promise.all(starting);
  } catch (error) {
    givingUp.abort();
    const started = await Promise.allSettled(starting);
    await stopAll(started.filter((each) => each.status === 'fulfilled').map(({ value }) => value));
    throw error;
  }
}

/** In a file, unless one of the servers has them. */
async function backUpKeys(folder: string, servers: readonly Server[]): Promise<() => Promise<void>> {
  const keeper = servers.find((server) => server.backUpKeys !== undefined);
  if (keeper?.backUpKeys !== undefined) return await keeper.backUpKeys();
  const { keys } = dataFilesIn(folder);
  const copy = await readFile(keys);
  return () => writeFile(keys, copy);
}

async function stopAll(running: readonly RunningServices[]): Promise<void> {
  for (const { close } of running.toReversed()) await close();
}

async function eventsOf(running: readonly RunningServices[]): Promise<readonly RecordedEvent[]> {
  const log = running.find(({ eventLog }) => eventLog !== undefined)?.eventLog;
  const events: RecordedEvent[] = [];
  for await (const event of log?.readAll() ?? []) events.push(event);
  return events;
}
