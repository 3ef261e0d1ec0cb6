import type { EventStore } from '@reeve/event-store';
import { EventStoreRefusedError } from '@reeve/event-store';

import { Connection } from './connection.js';
import { parseConnectionUrl } from './connection-url.js';
import type { ConnectionSettings } from './connection-url.js';
import type { EventStoreDBObserver } from './eventstoredb-event-store.js';
import { EventStoreDBEventStore } from './eventstoredb-event-store.js';
import type { AppendCall } from './store-client.js';
import { StoreClient } from './store-client.js';

export type { EventStoreDBObserver } from './eventstoredb-event-store.js';
export type { AppendCall } from './store-client.js';

export interface EventStoreDBEventStoreOptions {
  /**
   * EventStoreDB's connection string, with credentials and TLS: `esdb://user:password@host:2113?tls=true&tlsCAFile=ca.crt`, a
   * list of hosts, or `esdb+discover://cluster:2113`.
   */
  readonly url: string;
  /** How appends are sent. Default `batch`; a server without BatchAppend gets single calls in any case. */
  readonly appendCall?: AppendCall;
  readonly observer?: EventStoreDBObserver;
}

/**
 * The client keeps what is pending of BatchAppend in one account for the whole process: when the call of one client fails, the
 * appends of all are rejected, and an answer to one of them then ends the process. So one client appends, and no second.
 */
let isOpen = false;

/**
 * Opens the event store on an EventStoreDB or KurrentDB server, 23.10 or later, or a cluster of them. Does not wait for the
 * server: it may be started later. One at a time in a process.
 *
 * @throws EventStoreRefusedError for a URL that cannot be understood, a certificate file that cannot be read, or while another
 *   one is open. What the server itself will not have (credentials, certificates) is said by the first call that reaches it.
 */
export function openEventStoreDBEventStore({
  url,
  appendCall = 'batch',
  observer = {},
}: EventStoreDBEventStoreOptions): EventStore {
  const settings = parseConnectionUrl(url);
  if (isOpen) {
    throw new EventStoreRefusedError(
      'This process has an EventStoreDB event store already: share it, or close it first',
    );
  }
  isOpen = true;
  const appending = new Connection(() => new StoreClient(settings, appendCall));
  const reading = new Connection(() => new StoreClient(onItsOwnConnection(settings)));
  return new EventStoreDBEventStore({ appending, reading }, observer, () => {
    isOpen = false;
  });
}

/** Clients with equal settings would share one connection, and a long reading would hold up the appends on it. */
function onItsOwnConnection({ server, ...settings }: ConnectionSettings): ConnectionSettings {
  const { keepAliveTimeout } = server;
  return {
    ...settings,
    server: { ...server, keepAliveTimeout: keepAliveTimeout < 0 ? keepAliveTimeout : keepAliveTimeout + 1 },
  };
}
