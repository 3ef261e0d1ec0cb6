import { randomUUID } from 'node:crypto';

import type { AllStreamResolvedEvent, JSONEventType, ResolvedEvent } from '@eventstore/db-client';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { onTestFinished } from 'vitest';

import { startEventStoreDB } from './start-eventstoredb.js';
import type { EventStoreDBDouble } from './start-eventstoredb.js';
import type { EventStoreDBDoubleOptions } from './double-options.js';

/** A double for the current test alone. */
export async function aDouble(options?: EventStoreDBDoubleOptions): Promise<EventStoreDBDouble> {
  const server = await startEventStoreDB(options);
  onTestFinished(() => server.stop());
  return server;
}

/** The real client, for the current test. */
export function aClientOf({ url }: { readonly url: string }): EventStoreDBClient {
  const client = EventStoreDBClient.connectionString(url);
  onTestFinished(() => client.dispose());
  return client;
}

export function aStream(): string {
  return `stream-${randomUUID()}`;
}

export function anEvent(type = 'testing.thing.happened.v1', data: JSONEventType['data'] = {}) {
  return jsonEvent({ id: randomUUID(), type, data });
}

export async function collect<T>(read: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of read) all.push(one);
  return all;
}

/** Ids of what can be read of a stream; none where there is no such stream. */
export async function idsIn(client: EventStoreDBClient, stream: string): Promise<string[]> {
  const events: (ResolvedEvent | AllStreamResolvedEvent)[] = await collect(client.readAll());
  return events.flatMap(({ event }) => (event?.streamId === stream ? [event.id] : []));
}
