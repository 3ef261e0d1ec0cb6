import { slowDisk } from '@reeve/testing/faults';
import type { SlowDisk } from '@reeve/testing/faults';
import { DEADLINE_MS, SERVERS } from '@reeve/testing/fleet';
import type { Fleet, FleetServer, ServerName, ServiceName, ServiceProcess } from '@reeve/testing/fleet';
import type { Load } from '@reeve/testing/load';
import { vi } from 'vitest';

/** Something that befalls one process or one server, and passes. */
export interface Fault {
  readonly whom: ServiceName | ServerName;
  readonly how: ServiceFault | ServerFault | 'on a slow disk' | 'far away';
  begin(): Promise<void> | void;
  /** Resolves when whoever can notice it has. @param load of the time. */
  noticed(load: Load): Promise<unknown>;
  end(): Promise<void> | void;
}

interface Course<Victim> {
  readonly begin: (victim: Victim) => Promise<void> | void;
  readonly end: (victim: Victim) => Promise<void> | void;
}

/** What befalls a process, and how it passes. */
export const ON_SERVICES = {
  killed: { begin: (service) => service.kill(), end: (service) => service.restart() },
  frozen: { begin: (service) => service.freeze(), end: (service) => service.thaw() },
} as const satisfies Readonly<Record<string, Course<ServiceProcess>>>;

const ON_SERVERS = {
  killed: { begin: ({ server }) => server.kill(), end: ({ server }) => server.restart() },
  frozen: { begin: ({ server }) => server.freeze(), end: ({ server }) => server.thaw() },
  'cut off': { begin: ({ network }) => network.cut(), end: ({ network }) => network.mend() },
  // Over at once for whoever connects anew: it is for them to find out.
  'half-open': { begin: ({ network }) => network.forget(), end: () => undefined },
} as const satisfies Readonly<Record<string, Course<FleetServer>>>;

export type ServiceFault = keyof typeof ON_SERVICES;
export type ServerFault = keyof typeof ON_SERVERS;
export const SERVICE_FAULTS = Object.keys(ON_SERVICES) as readonly ServiceFault[];
export const SERVER_FAULTS = Object.keys(ON_SERVERS) as readonly ServerFault[];

/** Who cannot do their work without a server, and say so. Without Redis, every gateway counts for itself. */
const DEPENDENTS: Readonly<Record<ServerName, readonly ServiceName[]>> = {
  nats: ['gateway', 'config', 'users', 'billing', 'audit'],
  eventstoredb: ['config', 'users', 'audit'],
  mongodb: ['gateway', 'config', 'users', 'audit'],
  redis: [],
};

/** Of a process, until it counts as gone: longer than anybody waits for an answer. */
const SILENCE_MS = DEADLINE_MS + 1_000;
const PATIENCE = { timeout: 15_000, interval: 50 };

/** Of a service's first replica. */
export function serviceFault(fleet: Fleet, whom: ServiceName, how: ServiceFault): Fault {
  const [service] = fleet.replicasOf(whom);
  if (service === undefined) throw new RangeError(`There is no ${whom} service`);
  const { begin, end } = ON_SERVICES[how];
  return {
    whom,
    how,
    begin: () => begin(service),
    noticed: () => vi.waitUntil(async () => (await service.missingParts(SILENCE_MS)) === undefined, PATIENCE),
    end: () => end(service),
  };
}

/** Of a server, or of the network to it. */
export function serverFault(fleet: Fleet, whom: ServerName, how: ServerFault): Fault {
  const server = fleet.servers[whom];
  const { begin, end } = ON_SERVERS[how];
  const noticed = async () => {
    if (how === 'half-open') return;
    const dependents = DEPENDENTS[whom].flatMap((service) => fleet.replicasOf(service));
    await Promise.all(dependents.map((process) => untilNamed(process, SERVERS[whom])));
    if (whom === 'redis') await Promise.all(fleet.replicasOf('gateway').map(untilItCountsForItself));
  };
  return { whom, how, begin: () => begin(server), noticed, end: () => end(server) };
}

/** Long enough for requests to queue up, short enough for each to be answered in time. */
const SYNC_MS = 100;

/** Everything goes on, more slowly. @param whom a server that keeps on disk what it acknowledges. */
export function diskFault(fleet: Fleet, whom: 'nats' | 'eventstoredb'): Fault {
  let disk: SlowDisk | undefined;
  return {
    whom,
    how: 'on a slow disk',
    begin: async () => {
      disk = await slowDisk(fleet.servers[whom].server.pid, SYNC_MS);
    },
    noticed: (load) => load.served(),
    end: () => disk?.mend(),
  };
}

/** One way; a request takes several of them. */
const DISTANCE_MS = 50;

/** Everything goes on, more slowly. */
export function distanceFault(fleet: Fleet, whom: ServerName): Fault {
  const { network } = fleet.servers[whom];
  return {
    whom,
    how: 'far away',
    begin: () => network.slowDown(DISTANCE_MS),
    noticed: (load) => load.served(),
    end: () => network.mend(),
  };
}

async function untilNamed(process: ServiceProcess, part: string): Promise<void> {
  await vi.waitUntil(async () => (await process.missingParts())?.includes(part), PATIENCE);
}

async function untilItCountsForItself(gateway: ServiceProcess): Promise<void> {
  await vi.waitUntil(async () => (await gateway.metric('reeve_rate_limiter_shared')) === 0, PATIENCE);
}
