import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import type { PeerCertificate } from 'node:tls';
import { connect } from 'nats';
import type { NatsConnection } from 'nats';
import { connectionFailure } from './connection-failure.js';
import type { ConnectionFailure } from './connection-failure.js';
import type { NatsOptions } from './nats-options.js';

/** Tries each server once, in random order. Without success it says why: that one refuses is more than that another is away. */
export async function dial({
  servers,
  ...options
}: NatsOptions): Promise<NatsConnection | ConnectionFailure> {
  let failure: ConnectionFailure | undefined;
  for (const server of shuffled(servers)) {
    try {
      return await connect({ ...withIdentity(options, server), servers: server });
    } catch (error) {
      if (failure?.kind !== 'refused') failure = connectionFailure(error);
    }
  }
  return failure ?? { kind: 'refused', reason: 'no server is named' };
}

/** The client holds the certificate of a server that is named by its address against the name `localhost`: here it is the address. */
function withIdentity(options: Omit<NatsOptions, 'servers'>, server: string): Omit<NatsOptions, 'servers'> {
  const { hostname } = new URL(`nats://${server}`);
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  if (!options.tls || isIP(address) === 0) return options;
  const identity = {
    checkServerIdentity: (_: string, certificate: PeerCertificate) =>
      checkServerIdentity(address, certificate),
  };
  // Its type does not say so, but the client hands every option on to Node.
  return { ...options, tls: { ...options.tls, ...identity } };
}

function shuffled<Item>(items: readonly Item[]): readonly Item[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}
