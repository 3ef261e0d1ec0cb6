import { randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import {
  ActorReader,
  AuditSearch,
  AuditStatistics,
  AuditTotals,
  AuditVerification,
  followsLog,
  RefusalRecorder,
} from '@reeve/audit/application';
import { refusalDecider } from '@reeve/audit/domain';
import { auditEntries, createAuditProjection } from '@reeve/audit/projections';
import { AuditRpcController } from '@reeve/audit/rpc';
import { describeAuditEvent, describeProjectionEvent } from '@reeve/contracts';
import type { AuditDescriber } from '@reeve/contracts';
import type { DocumentStore } from '@reeve/document-store';
import { AggregateRunner, projectionKey } from '@reeve/event-sourcing';
import type { EventStamp } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import {
  DOCUMENT_STORE,
  EVENT_STAMP,
  EVENT_STORE,
  projectionRpcController,
  ProjectorRegistry,
  SEALING,
} from '@reeve/platform';
import type { Sealing } from '@reeve/sealing';

export interface AuditModuleOptions {
  /** Those of every context but audit itself. What none of them knows is recorded by its type. */
  readonly describers: readonly AuditDescriber[];
}

/** What is asked of the projection, which is registered once. */
const QUERIES = Symbol('QUERIES');
type Queries = ReturnType<typeof queries>;

/**
 * Who changed what, when and from where: an entry for every event that somebody is answerable for. The app gives the event store, the
 * document store (opened with `auditCollections`), the sealing, the event stamp and the registry of projectors.
 */
@Module({})
export class AuditModule {
  static forRoot({ describers: ofContexts }: AuditModuleOptions): DynamicModule {
    const describers = [describeAuditEvent, describeProjectionEvent, ...ofContexts];
    return {
      module: AuditModule,
      controllers: [AuditRpcController, projectionRpcController('audit')],
      providers: [
        {
          provide: QUERIES,
          inject: [EVENT_STORE, DOCUMENT_STORE, SEALING, ProjectorRegistry],
          useFactory: (...parts: [EventStore, DocumentStore, Sealing, ProjectorRegistry]) =>
            queries(describers, ...parts),
        },
        { provide: AuditSearch, inject: [QUERIES], useFactory: ({ search }: Queries) => search },
        { provide: AuditStatistics, inject: [QUERIES], useFactory: ({ statistics }: Queries) => statistics },
        {
          provide: AuditVerification,
          inject: [QUERIES],
          useFactory: ({ verification }: Queries) => verification,
        },
        {
          provide: RefusalRecorder,
          inject: [EVENT_STORE, EVENT_STAMP],
          useFactory: (eventStore: EventStore, stamp: EventStamp) =>
            new RefusalRecorder(
              new AggregateRunner({ eventStore, decider: refusalDecider, stamp }),
              randomUUID,
            ),
        },
      ],
    };
  }
}

function queries(
  describers: readonly AuditDescriber[],
  eventStore: EventStore,
  documentStore: DocumentStore,
  sealing: Sealing,
  projectors: ProjectorRegistry,
) {
  const projection = createAuditProjection(describers);
  const projector = projectors.register(projection);
  const totals = new AuditTotals(documentStore.collection(auditEntries), () =>
    documentStore.checkpoint(projectionKey(projection)),
  );
  const actors = new ActorReader(documentStore, sealing);
  const caughtUp = followsLog(eventStore, projector);
  return {
    search: new AuditSearch(documentStore, totals, actors, caughtUp),
    statistics: new AuditStatistics(documentStore, actors, caughtUp),
    verification: new AuditVerification(eventStore, documentStore, describers, projector),
  };
}
