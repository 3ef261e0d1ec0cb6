import { Global, Module } from '@nestjs/common';
import type { INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import type { BusClient } from '@reeve/bus';
import { InProcessClient, InProcessLink, InProcessServer } from '@reeve/bus/in-process';
import { projectionRpc, query, SYSTEM } from '@reeve/contracts';
import type { CallContext, ProjectionMending, ProjectionStatus } from '@reeve/contracts';
import type { DocumentStore } from '@reeve/document-store';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import { createEventStamp, projectionCollections } from '@reeve/event-sourcing';
import type { Projection } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import { openMemoryEventStore } from '@reeve/event-store/memory';
import { v4 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RpcController, RpcHandler } from '../rpc/rpc-handler.js';
import { EVENT_STAMP, EVENT_STORE } from '../tokens.js';
import { projectionRpcController } from './projection.rpc-controller.js';
import { ProjectorRegistry } from './projector-registry.js';

const things = { name: 'things_things', fields: {}, indexes: [] };
const rpc = projectionRpc('things');
const countThings = query<null, number>('reeve.things.count');

interface Process {
  readonly projectors: ProjectorRegistry;
  readonly service: INestMicroservice;
  /** Asks this process, and no other. */
  readonly bus: BusClient;
}

let events: EventStore;
let documents: DocumentStore;
let processes: Process[];
let links: InProcessLink[];
/** What says `poison` cannot be projected while this holds. */
let isPoisonous: boolean;
/** Projecting waits for it. */
let gate: Promise<void>;
beforeEach(() => {
  events = openMemoryEventStore();
  documents = openMemoryDocumentStore([things, ...projectionCollections]);
  processes = [];
  links = [];
  isPoisonous = true;
  gate = Promise.resolve();
});
afterEach(async () => {
  await Promise.all(processes.map(({ service }) => service.close()));
});

const projection: Projection = {
  name: 'things',
  version: 1,
  collections: [things],
  filter: { streamPrefixes: ['thing-'] },
  async project({ stream, data, position }) {
    await gate;
    if (isPoisonous && data['poison'] === true) throw new TypeError('cannot be projected');
    return [{ kind: 'put', collection: things.name, id: stream, document: { ...data }, seen: position }];
  },
};

@RpcController()
class ThingsRpcController {
  @RpcHandler(countThings, 'anyone')
  async count(): Promise<number> {
    return await documents.collection(things).count();
  }
}

async function startProcess(name: string): Promise<Process> {
  const link = new InProcessLink();
  links.push(link);
  const client = new InProcessClient(link);
  const bus: BusClient = {
    request: (...args) => client.request(...args),
    broadcast: async (...args) => {
      await Promise.all(links.map((each) => new InProcessClient(each).broadcast(...args)));
    },
    onReconnect: () => client.onReconnect(),
    close: () => client.close(),
  };
  const projectors = new ProjectorRegistry(events, documents, [], { process: name, bus });
  projectors.register(projection);
  const stamp = createEventStamp(() => Promise.resolve(null));
  const providers = [
    { provide: ProjectorRegistry, useValue: projectors },
    { provide: EVENT_STORE, useValue: events },
    { provide: EVENT_STAMP, useValue: stamp },
  ];
  @Global()
  @Module({ providers, exports: providers })
  class PartsModule {}
  @Module({ imports: [PartsModule], controllers: [ThingsRpcController, projectionRpcController('things')] })
  class ThingsModule {}
  const service = await NestFactory.createMicroservice<MicroserviceOptions>(ThingsModule, {
    strategy: new InProcessServer(link),
    logger: false,
  });
  await service.listen();
  const started = { projectors, service, bus };
  processes.push(started);
  return started;
}

function call(over: Partial<CallContext> = {}): CallContext {
  return {
    principal: SYSTEM,
    requestId: 'request-1',
    commandId: v4(),
    commandHash: null,
    deadline: Date.now() + 10_000,
    ip: null,
    userAgent: null,
    traceparent: null,
    ...over,
  };
}

const statusAt = ({ bus }: Process) => bus.request(rpc.status, {}, call());
const mendAt = ({ bus }: Process, mending: ProjectionMending, over: Partial<CallContext> = {}) =>
  bus.request(rpc.mend, { mending }, call(over));
const becomes = (process: Process, status: Partial<ProjectionStatus>) =>
  vi.waitFor(async () => expect(await statusAt(process)).toMatchObject(status), {
    timeout: 5_000,
    interval: 20,
  });

async function append(stream: string, data: { readonly poison?: boolean } = {}) {
  const event = { id: v4(), type: 'things.thing.made.v1', data, metadata: {} };
  return (await events.append(stream, [event], 'new', { deadline: Date.now() + 5_000 })).position;
}

/** The first is at work. */
async function givenTwo(): Promise<readonly [Process, Process]> {
  return [await startProcess('first@host:1'), await startProcess('second@host:2')];
}

describe('Two processes of a context', () => {
  it('both show what was written as soon as the one at work has projected it', async () => {
    const [, second] = await givenTwo();
    const took: number[] = [];
    for (let nth = 0; nth < 21; nth++) {
      const position = await append(`thing-${nth}`);
      const began = performance.now();
      expect(await second.projectors.named('things').waitFor(position, Date.now() + 2_000)).toBe(true);
      took.push(performance.now() - began);
      expect(await second.bus.request(countThings, null, call())).toBe(nth + 1);
    }
    // Whoever does not hear of it, and reads the checkpoint now and then, never takes as little; a busy machine sometimes does not.
    expect(took.toSorted((one, other) => one - other)[10]).toBeLessThan(50);
  });

  it('both tell of the one at work', async () => {
    for (const each of await givenTwo()) {
      await becomes(each, { state: 'live', process: 'first@host:1', rebuilding: false, behind_seconds: 0 });
    }
  });

  it('go on with the other at once when one is stopped in order', async () => {
    const [first, second] = await givenTwo();
    await append('thing-1');
    await first.service.close();
    links.shift();
    await becomes(second, { state: 'live', process: 'second@host:2' });
  });
});

describe('An operator asks either of two processes', () => {
  it.each([0, 1] as const)('to resume what stands still: asked %d', async (asked) => {
    const process = (await givenTwo())[asked];
    await append('thing-1', { poison: true });
    await append('thing-2');
    await becomes(process, { state: 'poisoned', process: 'first@host:1' });
    expect((await statusAt(process)).reason).toBe(
      'things.thing.made.v1 at thing-1 revision 0: TypeError: cannot be projected',
    );
    await expect(process.projectors.check()).rejects.toThrow('The projection things is poisoned');

    isPoisonous = false;
    await mendAt(process, 'resume');

    await becomes(process, { state: 'live', reason: null });
    expect(await process.bus.request(countThings, null, call())).toBe(2);
  });

  it.each([0, 1] as const)(
    'to build the documents anew, and gets no answer from a part of them: asked %d',
    async (asked) => {
      const process = (await givenTwo())[asked];
      for (let nth = 0; nth < 5; nth++) await append(`thing-${nth}`);
      await vi.waitFor(async () => expect(await documents.collection(things).count()).toBe(5));
      let go: () => void = () => undefined;
      gate = new Promise((resolve) => (go = resolve));

      await mendAt(process, 'rebuild');
      await becomes(process, { rebuilding: true });
      for (const each of processes) {
        await expect(each.bus.request(countThings, null, call())).rejects.toMatchObject({
          code: 'DOCUMENTS-INCOMPLETE',
          status: 503,
          extra: { retry_after: 2 },
        });
      }
      go();

      await becomes(process, { state: 'live', rebuilding: false });
      expect(await process.bus.request(countThings, null, call())).toBe(5);
    },
  );

  it('and that is in the log', async () => {
    const [, second] = await givenTwo();
    const { commandId } = call();
    await mendAt(second, 'rebuild', { commandId });
    const recorded = [];
    for await (const { type, data } of events.readStream(`projection-${commandId}`))
      recorded.push({ type, data });
    expect(recorded).toEqual([
      {
        type: 'operations.projection.mending-requested.v1',
        data: { projection: 'things', mending: 'rebuild' },
      },
    ]);
  });
});
