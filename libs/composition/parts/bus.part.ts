import type { CustomTransportStrategy } from '@nestjs/microservices';
import { SharedQueries } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import type { NatsLink, NatsServerOptions } from '@reeve/bus/nats';
import type { Settings } from '@reeve/platform';
import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';
import { natsAccess } from './nats-access.js';
import type { PartOpening } from './opening.js';

/** Both ends of the bus: one to ask others, one to be asked. */
export interface Bus {
  readonly client: BusClient;
  /** Serves the handlers of the process's app, which closes it. */
  readonly server: CustomTransportStrategy;
  /** What carries it, where that is NATS. */
  readonly link?: NatsLink;
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Refuses with a BusRefusedError; a NATS that is not there yet is connected to once it is. */
export function busPart(settings: Settings, processName: string, registry: Registry): PartOpening<Bus> {
  const { busUrl } = settings;
  return {
    name: 'bus',
    awaited: false,
    open: () =>
      busUrl === null ? openInProcess() : openNats(natsAccess(settings, busUrl, processName), registry),
    check: (bus) => bus.check(),
  };
}

async function openInProcess(): Promise<Bus> {
  const { InProcessClient, InProcessLink, InProcessServer } = await import('@reeve/bus/in-process');
  const link = new InProcessLink();
  const client = new SharedQueries(new InProcessClient(link));
  return {
    client,
    server: new InProcessServer(link),
    check: () => Promise.resolve(),
    close: () => client.close(),
  };
}

async function openNats(access: ReturnType<typeof natsAccess>, registry: Registry): Promise<Bus> {
  const { NatsClient, NatsLink, NatsServer } = await import('@reeve/bus/nats');
  const link = await NatsLink.open(access);
  const client = new SharedQueries(new NatsClient(link));
  return {
    client,
    server: new NatsServer(link, { onRefused: countRefused(registry) }),
    link,
    check: () => link.check(),
    close: async () => {
      await client.close();
      await link.close();
    },
  };
}

function countRefused(registry: Registry): NonNullable<NatsServerOptions['onRefused']> {
  const counter = new Counter({
    name: 'reeve_bus_refused_messages_total',
    help: 'Messages that were refused before they came to a handler, or whose answer or handling failed.',
    labelNames: ['subject', 'reason'],
    registers: [registry],
  });
  return (subject, reason) => counter.inc({ subject, reason });
}
