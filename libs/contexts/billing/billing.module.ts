import { Inject, Logger, Module } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { BILLING_APPLICATION, createBillingApplication } from '@reeve/billing/application';
import { billingProjection } from '@reeve/billing/projections';
import type { BillingApplication } from '@reeve/billing/application';
import {
  BillingAnalyticsRpcController,
  PlansRpcController,
  SubscriptionsRpcController,
  UsageRpcController,
} from '@reeve/billing/rpc';
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
    BillingAnalyticsRpcController,
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
      ) => {
        const projector = projectors.register(billingProjection);
        const log = new Logger('Renewals');
        return createBillingApplication({
          eventStore,
          documentStore,
          stamp,
          progress: projector,
          isAtWork: () => projector.isAtWork,
          onRenewalFailure: (error) => {
            log.warn({ error: String(error) }, 'What is due could not be renewed: it is tried again');
          },
        });
      },
    },
  ],
})
export class BillingModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(@Inject(BILLING_APPLICATION) private readonly billing: BillingApplication) {}

  onApplicationBootstrap(): void {
    this.billing.renewalClock.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.billing.renewalClock.stop();
  }
}
