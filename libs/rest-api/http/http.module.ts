import { Module } from '@nestjs/common';
import { HttpMetrics } from './http-metrics.js';
import { IdempotencyGuard } from './idempotency/idempotency.guard.js';
import { KeptAnswers } from './idempotency/kept-answers.js';

/** What stands around every request. Needs `DOCUMENT_STORE`, `SEALING` and the metrics registry. */
@Module({
  providers: [HttpMetrics, IdempotencyGuard, KeptAnswers],
  exports: [HttpMetrics, IdempotencyGuard, KeptAnswers],
})
export class HttpModule {}
