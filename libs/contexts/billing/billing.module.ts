import { Module } from '@nestjs/common';

/** The place of the billing context: its service runs and is watched as the others are. README.md says what it will own. */
@Module({})
export class BillingModule {}
