import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import type { Program } from '../faults/program.js';
import { Administrator } from '../load/administrator.js';
import { changeOfEverySection } from '../load/changes.js';
import { freePort } from '../servers/free-port.js';
import { settingsFor, startServers, stopServers } from './fleet-servers.js';
import type { FleetServers } from './fleet-servers.js';
import { ServiceProcess } from './service-process.js';

const { resolve } = createRequire(import.meta.url);

/** What was built, as it is run in production: `tsc -b` comes before the fleet. */
const PROGRAMS = {
  audit: resolve('@reeve/audit-service/main'),
  billing: resolve('@reeve/billing-service/main'),
  config: resolve('@reeve/config-service/main'),
  users: resolve('@reeve/users-service/main'),
  gateway: resolve('@reeve/gateway/main'),
};

export type ServiceName = keyof typeof PROGRAMS;

export const SERVICES = Object.keys(PROGRAMS) as readonly ServiceName[];

export interface FleetOptions {
  /** Of every service. Default 1. */
  readonly replicas?: number;
  /** Settings of one process alone. @param replica from 1 */
  readonly environmentOf?: (service: ServiceName, replica: number) => Readonly<Record<string, string>>;
}

/** All of Reeve as separate processes, on servers of its own. */
export interface Fleet {
  readonly servers: FleetServers;
  readonly processes: readonly ServiceProcess[];
  /** Its processes, one for each replica. */
  replicasOf(service: ServiceName): readonly ServiceProcess[];
  /** The first to have signed up. */
  readonly administrator: Administrator;
  stop(): Promise<void>;
}

/** Milliseconds after which a request is answered with 504. */
export const DEADLINE_MS = 4_000;

/** Starts everything at once and waits until every process takes requests; every section has been changed once. */
export async function startFleet(options: FleetOptions = {}): Promise<Fleet> {
  const servers = await startServers();
  try {
    return await startServices(servers, options);
  } catch (error) {
    await stopServers(servers);
    throw error;
  }
}

async function startServices(
  servers: FleetServers,
  { replicas = 1, environmentOf }: FleetOptions,
): Promise<Fleet> {
  const shared = {
    ...settingsFor(servers),
    REEVE_MASTER_KEY: randomBytes(32).toString('hex'),
    REEVE_REQUEST_TIMEOUT_MS: String(DEADLINE_MS),
    REEVE_METRICS_PUBLIC: 'true',
    ENABLE_SIGNUP: 'true',
    // One administrator is the whole load: the limiter counts every request, and lets it pass.
    REEVE_ADMIN_RATE_LIMIT: '100000000',
    REEVE_SIGN_IN_RATE_LIMIT: '1000000',
  };
  const starting = SERVICES.flatMap((service) =>
    Array.from({ length: replicas }, async (_, index) => {
      const environment = { ...shared, ...environmentOf?.(service, index + 1) };
      const name = `${service} ${index + 1}`;
      const process = await ServiceProcess.start(name, await program(service, environment));
      return { service, process };
    }),
  );
  const stopServices = async () => {
    for (const start of await Promise.allSettled(starting)) {
      if (start.status === 'fulfilled') await start.value.process.kill();
    }
  };
  try {
    const started = await Promise.all(starting);
    const replicasOf = (wanted: ServiceName) =>
      started.filter(({ service }) => service === wanted).map(({ process }) => process);
    const [gateway] = replicasOf('gateway');
    if (gateway === undefined) throw new RangeError('A fleet has one replica at least');
    const administrator = await Administrator.signUp(gateway);
    await changeEverySection(administrator, gateway);
    return {
      servers,
      processes: started.map(({ process }) => process),
      replicasOf,
      administrator,
      stop: async () => {
        await stopServices();
        await stopServers(servers);
      },
    };
  } catch (error) {
    await stopServices();
    throw error;
  }
}

/** Beyond the numbers that loads use. */
const FIRST_CHANGE = 1_000_000;

async function changeEverySection(administrator: Administrator, gateway: ServiceProcess): Promise<void> {
  const connection = administrator.connect(gateway);
  for (const { path, body } of changeOfEverySection(FIRST_CHANGE)) {
    const { status, body: answer } = await connection.send('POST', path, body);
    if (status !== 200) throw new Error(`${path} answered ${status}: ${answer}`);
  }
  await connection.close();
}

async function program(
  service: ServiceName,
  environment: Readonly<Record<string, string>>,
): Promise<Program> {
  return {
    command: [process.execPath, PROGRAMS[service]],
    environment: { ...environment, REEVE_PORT: String(await freePort()) },
  };
}
