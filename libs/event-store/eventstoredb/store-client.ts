import { Duplex } from 'node:stream';

import type { SingleNodeOptions } from '@eventstore/db-client';
import { EventStoreDBClient } from '@eventstore/db-client';

import type { ConnectionSettings } from './connection-url.js';

/** `batch`: all appends go through one call, if the server has BatchAppend. `single`: a call for each, 2 to 3 times slower. */
export type AppendCall = 'batch' | 'single';

/** The client of EventStoreDB, with what it takes for a process to live as long as its server is away. */
export class StoreClient extends EventStoreDBClient {
  constructor({ server, channel, credentials }: ConnectionSettings, appendCall: AppendCall = 'batch') {
    // Of all three kinds; but the constructor's declaration has each alone, and one has to be chosen.
    super(server as SingleNodeOptions, channel, credentials);
    if (appendCall === 'single') this.supports = () => Promise.resolve(false);
    const create = this.GRPCStreamCreator;
    this.GRPCStreamCreator = (service, name, creator, cache) =>
      create(service, name, async (client) => takingEveryWrite(await creator(client)), cache);
  }

  /** Ends all calls and closes the connection. `dispose` alone would leave it open. */
  async close(): Promise<void> {
    await this.dispose();
    // Not waited for: where a cluster is still looked for, that takes until it is found.
    void this.getChannel().then(
      (channel) => channel.close(),
      () => undefined,
    );
  }
}

/**
 * A stream that never asks its writer to wait. The client puts writes that have to wait in a queue; when the connection fails
 * meanwhile, they are rejected where nobody can catch it, and the process ends (batchAppend.js: the executor is async).
 */
function takingEveryWrite<T>(stream: T): T {
  if (stream instanceof Duplex) {
    const write = stream.write.bind(stream) as (chunk: unknown) => boolean;
    stream.write = (chunk: unknown) => {
      write(chunk);
      return true;
    };
  }
  return stream;
}
