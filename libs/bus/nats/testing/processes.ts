import { Logger } from '@nestjs/common';
import type { MessageHandler } from '@nestjs/microservices';
import { NatsClient, NatsLink, NatsServer } from '@reeve/bus/nats';
import type { RefusalReason } from '@reeve/bus/nats';
import type { CallContext } from '@reeve/contracts';
import { onTestFinished } from 'vitest';

// What a link says of its connection is asked for where it matters; elsewhere it is noise.
Logger.overrideLogger(false);

export type Handlers = Readonly<Record<string, (payload: never, context: CallContext) => unknown>>;

/** A process that answers, until the test is over. */
export interface Service {
  readonly link: NatsLink;
  readonly server: NatsServer;
  readonly refused: readonly (readonly [subject: string, reason: RefusalReason])[];
}

/** @param handlers by subject; `hears` by subject of a broadcast. */
export async function aService(url: string, handlers: Handlers, hears: Handlers = {}): Promise<Service> {
  const link = await NatsLink.open({ url, service: 'service' });
  const refused: [string, RefusalReason][] = [];
  const server = new NatsServer(link, { onRefused: (...refusal) => refused.push(refusal) });
  addHandlers(server, handlers, false);
  addHandlers(server, hears, true);
  await new Promise<void>((resolve) => void server.listen(resolve));
  onTestFinished(async () => {
    await server.close();
    await link.close();
  });
  return { link, server, refused };
}

/** A process that asks, until the test is over. */
export async function aCaller(
  url: string,
): Promise<{ readonly link: NatsLink; readonly client: NatsClient }> {
  const link = await NatsLink.open({ url, service: 'caller' });
  const client = new NatsClient(link);
  onTestFinished(async () => {
    await client.close();
    await link.close();
  });
  return { link, client };
}

function addHandlers(server: NatsServer, handlers: Handlers, isEventHandler: boolean): void {
  for (const [subject, handler] of Object.entries(handlers)) {
    // As Nest gives them: a promise, whatever the method returns.
    const handle = async (payload: never, context: CallContext) => await handler(payload, context);
    server.addHandler(subject, handle as MessageHandler, isEventHandler);
  }
}
