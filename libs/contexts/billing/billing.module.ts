import { Inject, Logger, Module } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import {
  BILLING_APPLICATION,
  createBillingApplication,
  noPaymentProvider,
  PAYMENT_PROVIDER,
} from '@reeve/billing/application';
import { billingProjection } from '@reeve/billing/projections';
import type { BillingApplication, PaymentProvider } from '@reeve/billing/application';
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
    { provide: PAYMENT_PROVIDER, useValue: noPaymentProvider },
    {
      provide: BILLING_APPLICATION,
      inject: [EVENT_STORE, DOCUMENT_STORE, EVENT_STAMP, ProjectorRegistry, PAYMENT_PROVIDER],
      useFactory: (
        eventStore: EventStore,
        documentStore: DocumentStore,
        stamp: EventStamp,
        projectors: ProjectorRegistry,
        paymentProvider: PaymentProvider,
      ) => {
        const projector = projectors.register(billingProjection);
        const log = new Logger('Billing');
        return createBillingApplication({
          eventStore,
          documentStore,
          stamp,
          progress: projector,
          paymentProvider,
          isAtWork: () => projector.isAtWork,
          onRenewalFailure: (error) => {
            log.warn({ error: String(error) }, 'What is due could not be renewed: it is tried again');
          },
          onPaymentFailure: (error) => {
            log.warn({ error: String(error) }, 'What is to be paid was not answered: it is asked for again');
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
    this.billing.paymentClock.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.billing.renewalClock.stop(), this.billing.paymentClock.stop()]);
  }
}
