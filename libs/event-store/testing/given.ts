import { randomUUID } from 'node:crypto';

import type {
  AppendOptions,
  AppendResult,
  EventStore,
  EventToAppend,
  ExpectedRevision,
} from '@reeve/event-store';

/** Longer than any append here takes, shorter than a test may. */
const PATIENCE_MS = 10_000;

export function inTime(): AppendOptions {
  return { deadline: Date.now() + PATIENCE_MS };
}

export function anEvent(event: Partial<EventToAppend> = {}): EventToAppend {
  return { id: randomUUID(), type: 'testing.thing.happened.v1', data: {}, metadata: {}, ...event };
}

/** Events whose data counts them, from 0. */
export function events(count: number, event: Partial<EventToAppend> = {}): EventToAppend[] {
  return Array.from({ length: count }, (_, number) => anEvent({ data: { number }, ...event }));
}

/** The beginning of stream names that no other test uses, on this log or on one shared by many. */
export function aPrefix(): string {
  return `t${randomUUID()}-`;
}

export function aStream(): string {
  return `${aPrefix()}1`;
}

export function append(
  store: EventStore,
  stream: string,
  toAppend: readonly EventToAppend[],
  expected: ExpectedRevision,
): Promise<AppendResult> {
  return store.append(stream, toAppend, expected, inTime());
}

/** Appends these one by one to a new stream. */
export async function appendOneByOne(
  store: EventStore,
  stream: string,
  toAppend: readonly EventToAppend[],
): Promise<AppendResult[]> {
  const results: AppendResult[] = [];
  for (const [index, event] of toAppend.entries()) {
    results.push(await append(store, stream, [event], index === 0 ? 'new' : index - 1));
  }
  return results;
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

export function ids(of: readonly { readonly id: string }[]): string[] {
  return of.map(({ id }) => id);
}

/** The error that a promise is rejected with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('Expected a rejection');
}
