import { Module } from '@nestjs/common';
import { KnownPlanLists } from './known-plan-lists.js';
import { PlansController } from './plans.controller.js';

/** Billing over HTTP. Needs `BUS_CLIENT`. */
@Module({ controllers: [PlansController], providers: [KnownPlanLists] })
export class BillingApiModule {}
