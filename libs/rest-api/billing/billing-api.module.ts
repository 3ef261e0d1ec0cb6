import { Module } from '@nestjs/common';
import { PlansController } from './plans.controller.js';

/** Billing over HTTP. Needs `BUS_CLIENT`. */
@Module({ controllers: [PlansController] })
export class BillingApiModule {}
