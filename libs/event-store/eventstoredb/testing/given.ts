import { randomUUID } from 'node:crypto';

import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import type { AppendExpectedRevision } from '@eventstore/db-client';
import type { EventStore } from '@reeve/event-store';
import { openEventStoreDBEventStore } from '@reeve/event-store/eventstoredb';
import type { EventStoreDBEventStoreOptions } from '@reeve/event-store/eventstoredb';
import { startEventStoreDB } from '@reeve/testing/eventstoredb';
import type { EventStoreDBDouble, EventStoreDBDoubleOptions } from '@reeve/testing/eventstoredb';
import { startTcpProxy } from '@reeve/testing/faults';
import type { TcpProxy } from '@reeve/testing/faults';
import { onTestFinished } from 'vitest';

/** A double for the current test alone. */
export async function aDouble(options?: EventStoreDBDoubleOptions): Promise<EventStoreDBDouble> {
  const server = await startEventStoreDB(options);
  onTestFinished(() => server.stop());
  return server;
}

/** The network between the current test's store and a server. */
export async function aProxyOf(server: { readonly url: string }): Promise<TcpProxy> {
  const proxy = await startTcpProxy(server.url);
  onTestFinished(() => proxy.close());
  return proxy;
}

/** What a store tells its observer while the current test runs. */
export interface ObservedStore {
  readonly store: EventStore;
  /** Why appends were repeated. */
  readonly repeated: readonly string[];
  /** Why subscriptions were interrupted. */
  readonly interrupted: readonly string[];
}

/** The one store of this process, until the current test is over. */
export function anObservedStore(options: EventStoreDBEventStoreOptions): ObservedStore {
  const repeated: string[] = [];
  const interrupted: string[] = [];
  const store = openEventStoreDBEventStore({
    ...options,
    observer: {
      onAppendRepeated: (reason) => repeated.push(reason),
      onSubscriptionInterrupted: (reason) => interrupted.push(reason),
    },
  });
  onTestFinished(() => store.close());
  return { store, repeated, interrupted };
}

export function aStore(options: EventStoreDBEventStoreOptions): EventStore {
  return anObservedStore(options).store;
}

/** Errors that nobody caught while the current test runs; they would end a process. */
export function uncaughtErrors(): readonly unknown[] {
  const errors: unknown[] = [];
  const note = (error: unknown): void => void errors.push(error);
  process.on('unhandledRejection', note).on('uncaughtExceptionMonitor', note);
  onTestFinished(() => {
    process.off('unhandledRejection', note).off('uncaughtExceptionMonitor', note);
  });
  return errors;
}

/** The client as such, until the current test is over. It must not append by BatchAppend beside a store. */
export function aClientOf({ url }: { readonly url: string }): EventStoreDBClient {
  const client = EventStoreDBClient.connectionString(url);
  onTestFinished(() => client.dispose());
  return client;
}

/** What somebody else appends, one event. */
export async function appendElsewhere(
  server: { readonly url: string },
  stream: string,
  expectedRevision: AppendExpectedRevision,
): Promise<void> {
  const event = jsonEvent({ id: randomUUID(), type: 'testing.thing.happened.v1', data: {}, metadata: {} });
  // Credentials of its own make it an Append.
  const credentials = { username: 'admin', password: 'changeit' };
  await aClientOf(server).appendToStream(stream, event, { expectedRevision, credentials });
}
