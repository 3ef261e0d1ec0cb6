import { Module } from '@nestjs/common';
import { BILLING_APPLICATION, createBillingApplication } from '@reeve/billing/application';
import { billingProjection } from '@reeve/billing/projections';
import { PlansRpcController, SubscriptionsRpcController, UsageRpcController } from '@reeve/billing/rpc';
import type { DocumentStore } from '@reeve/document-store';
import type { EventStamp } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import {
  DOCUMENT_STORE,
  EVENT_STAMP,
  EVENT_STORE,
  projectionRpcController,
  ProjectorRegistry,
} from '@reeve/platform';

/**
 * Plans, people's subscriptions to them, and what these come to. The app gives the event store, the document store (opened with
 * `billingCollections`), the event stamp and the registry of projectors.
 */
@Module({
  controllers: [
    PlansRpcController,
    SubscriptionsRpcController,
    UsageRpcController,
    projectionRpcController('billing'),
  ],
  providers: [
    {
      provide: BILLING_APPLICATION,
      inject: [EVENT_STORE, DOCUMENT_STORE, EVENT_STAMP, ProjectorRegistry],
      useFactory: (
        eventStore: EventStore,
        documentStore: DocumentStore,
        stamp: EventStamp,
        projectors: ProjectorRegistry,
      ) =>
        createBillingApplication({
          eventStore,
          documentStore,
          stamp,
          progress: projectors.register(billingProjection),
        }),
    },
  ],
})
export class BillingModule {}
