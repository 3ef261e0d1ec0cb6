import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { BusClient } from '@reeve/bus';
import type { PartOpening } from './opening.js';

/** Both ends of the bus: one to ask others, one to be asked. */
export interface Bus {
  readonly client: BusClient;
  /** Serves the handlers of the process's app, which closes it. */
  readonly server: CustomTransportStrategy;
  close(): Promise<void>;
}

export function busPart(): PartOpening<Bus> {
  return { name: 'bus', awaited: false, open: openInProcess };
}

async function openInProcess(): Promise<Bus> {
  const { InProcessClient, InProcessLink, InProcessServer } = await import('@reeve/bus/in-process');
  const link = new InProcessLink();
  const client = new InProcessClient(link);
  return { client, server: new InProcessServer(link), close: () => client.close() };
}
