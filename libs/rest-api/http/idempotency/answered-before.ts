import { Catch } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { KeptAnswer } from './kept-answers.js';

/** Ends a request that needs no handler: its answer is known. */
export class AnsweredBefore extends Error {
  override readonly name = 'AnsweredBefore';

  constructor(readonly answer: KeptAnswer) {
    super('This request was answered before');
  }
}

/** On answers that are repeated from an earlier request. */
export const REPLAYED_HEADER = 'idempotency-replayed';

/** Sends the kept answer as it was sent the first time. */
@Catch(AnsweredBefore)
export class AnsweredBeforeFilter implements ExceptionFilter<AnsweredBefore> {
  catch({ answer }: AnsweredBefore, host: ArgumentsHost): void {
    host
      .switchToHttp()
      .getResponse<FastifyReply>()
      .code(answer.status)
      .headers(answer.headers)
      .header(REPLAYED_HEADER, 'true')
      .send(answer.body);
  }
}
