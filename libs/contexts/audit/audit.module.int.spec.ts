import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import type { INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { auditCollections, auditDays, auditEntries } from '@reeve/audit/projections';
import { InProcessClient, InProcessLink, InProcessServer } from '@reeve/bus/in-process';
import { ANONYMOUS, auditRpc, EVENT_ORIGIN_PURPOSE, SYSTEM, timeBuckets } from '@reeve/contracts';
import type { AuditDescriber, AuditPage, CallContext, Principal } from '@reeve/contracts';
import type { DocumentStore } from '@reeve/document-store';
import { openSqliteDocumentStore } from '@reeve/document-store/sqlite';
import { createEventStamp } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import { openSqliteEventStore } from '@reeve/event-store/sqlite';
import { DOCUMENT_STORE, EVENT_STAMP, EVENT_STORE, ProjectorRegistry, SEALING } from '@reeve/platform';
import { createSealing } from '@reeve/sealing/envelope';
import { createMemoryDataKeyStore } from '@reeve/sealing/memory';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditModule } from './audit.module.js';
import { AT, recordedEvent } from './testing/recorded-events.js';

const ADMIN: Principal = { ...ANONYMOUS, kind: 'user', id: 'ada', role: 'admin' };
const USER: Principal = { ...ANONYMOUS, kind: 'user', id: 'bob', role: 'user' };
const PAGE = { limit: 100, offset: 0 };

const describePlans: AuditDescriber = ({ type, data }) =>
  type === 'things.plan.priced.v1'
    ? { entityType: 'plan', entityId: '1', action: 'plan_priced', description: 'Priced', changes: data }
    : undefined;

const sealing = await createSealing({ masterKey: randomBytes(32), keys: createMemoryDataKeyStore() });
const stamp = createEventStamp(({ ip, userAgent }) =>
  sealing.seal('anonymous', EVENT_ORIGIN_PURPOSE, JSON.stringify({ ip, userAgent })),
);

let folder: string;
let eventStore: EventStore;
let documentStore: DocumentStore;
let bus: InProcessClient;
let service: INestMicroservice;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reeve-audit-'));
  await open();
});
afterEach(async () => {
  await close();
  await rm(folder, { recursive: true, force: true });
});

describe('the audit context on the embedded stores', () => {
  it('shows an event as soon as its append was acknowledged', async () => {
    for (let nth = 1; nth <= 20; nth++) {
      await append(nth, 'things.plan.priced.v1');
      expect(await search()).toMatchObject({ total: nth, visible: true });
    }
  });

  it('shows a refused request, with who made it and from where', async () => {
    const refused = { method: 'GET', route: '/api/v1/config/export', capability: 'config.read', code: 'NO' };

    await bus.request(auditRpc.recordRefusal, refused, call(USER));

    expect((await search()).items).toMatchObject([
      {
        action: 'request_refused',
        entity_type: 'request',
        entity_id: '/api/v1/config/export',
        user_id: 'bob',
        actor_kind: 'user',
        actor_role: 'user',
        ip: '192.0.2.1',
        user_agent: 'a browser',
        request_id: 'request',
        audit_metadata: { method: 'GET', capability: 'config.read', code: 'NO' },
      },
    ]);
  });

  it('answers those only who hold the capability', async () => {
    await expect(bus.request(auditRpc.search, PAGE, call(USER))).rejects.toMatchObject({ status: 403 });
    await expect(bus.request(auditRpc.search, PAGE, call(ANONYMOUS))).rejects.toMatchObject({ status: 401 });
    await expect(bus.request(auditRpc.search, PAGE, call(SYSTEM))).resolves.toMatchObject({ total: 0 });
  });

  it('goes on after a restart where it stopped', async () => {
    await append(1, 'things.plan.priced.v1');
    await search();
    await close();
    await open();

    expect(await search()).toMatchObject({ total: 1, visible: true });

    await append(2, 'things.plan.dropped.v1');

    expect(await search()).toMatchObject({ total: 2, visible: true });
  });

  it('gives byte-identical documents when it is built anew', async () => {
    for (let nth = 1; nth <= 5; nth++) {
      await append(nth, nth % 2 === 0 ? 'things.plan.priced.v1' : 'things.quota.dropped.v1');
    }
    await search();
    const before = await documents();

    const counted = await analytics();
    expect(JSON.parse(counted)).toMatchObject({
      items: [{ changes: { by_entity_type: { plan: 2, quota: 3 }, by_actor: { ada: 5 } } }],
      visible: true,
    });

    await documentStore.reset('audit@3', auditCollections);
    await close();
    await open();
    await search();

    expect(before).not.toContain('[]');
    expect(await documents()).toBe(before);
    expect(await analytics()).toBe(counted);
  });
});

async function open(): Promise<void> {
  eventStore = await openSqliteEventStore({ path: join(folder, 'events.db') });
  documentStore = await openSqliteDocumentStore({
    path: join(folder, 'documents.db'),
    collections: auditCollections,
  });
  const parts = [
    { provide: EVENT_STORE, useValue: eventStore },
    { provide: DOCUMENT_STORE, useValue: documentStore },
    { provide: SEALING, useValue: sealing },
    { provide: EVENT_STAMP, useValue: stamp },
    { provide: ProjectorRegistry, useValue: new ProjectorRegistry(eventStore, documentStore) },
  ];
  @Module({})
  class PartsModule {}
  @Module({
    imports: [
      { module: PartsModule, global: true, providers: parts, exports: parts.map(({ provide }) => provide) },
      AuditModule.forRoot({ describers: [describePlans] }),
    ],
  })
  class AuditService {}
  const link = new InProcessLink();
  bus = new InProcessClient(link);
  service = await NestFactory.createMicroservice<MicroserviceOptions>(AuditService, {
    strategy: new InProcessServer(link),
    logger: false,
  });
  await service.listen();
}

async function close(): Promise<void> {
  await service.close();
  await documentStore.close();
  await eventStore.close();
}

async function append(nth: number, type: string): Promise<void> {
  const { id, data, metadata } = recordedEvent(nth, {
    type,
    stream: 'plan-1',
    data: { price: { old: 1, new: nth } },
  });
  await eventStore.append('plan-1', [{ id, type, data, metadata }], nth === 1 ? 'new' : nth - 2, {
    deadline: Date.now() + 10_000,
  });
}

async function search(): Promise<AuditPage> {
  return await bus.request(auditRpc.search, PAGE, call(ADMIN));
}

async function documents(): Promise<string> {
  const found = [auditEntries, auditDays].map((definition) =>
    documentStore.collection(definition).find({ limit: 1000 }),
  );
  return JSON.stringify(await Promise.all(found));
}

async function analytics(): Promise<string> {
  const buckets = timeBuckets(AT, AT, 'month');
  return JSON.stringify(await bus.request(auditRpc.analytics, { buckets }, call(ADMIN)));
}

function call(principal: Principal): CallContext {
  return {
    principal,
    requestId: 'request',
    commandId: randomUUID(),
    commandHash: null,
    deadline: Date.now() + 10_000,
    ip: '192.0.2.1',
    userAgent: 'a browser',
    traceparent: null,
  };
}
