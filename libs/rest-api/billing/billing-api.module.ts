import { Module } from '@nestjs/common';
import { BillingAnalyticsController } from './billing-analytics.controller.js';
import { KnownPlanLists } from './known-plan-lists.js';
import { OwnBillingController } from './own-billing.controller.js';
import { PlansController } from './plans.controller.js';
import { UserSubscriptionsController } from './user-subscriptions.controller.js';

/** Billing over HTTP. Needs `BUS_CLIENT`. */
@Module({
  controllers: [
    PlansController,
    UserSubscriptionsController,
    OwnBillingController,
    BillingAnalyticsController,
  ],
  providers: [KnownPlanLists],
})
export class BillingApiModule {}
