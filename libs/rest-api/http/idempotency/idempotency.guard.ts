import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { isWrite } from '../open-call.js';
import { callOf } from '../request-call.js';
import { AnsweredBefore } from './answered-before.js';
import { KeptAnswers } from './kept-answers.js';

/**
 * Keeps a request with an `Idempotency-Key` from its handler when it was answered before. Runs after the access guard: a
 * key belongs to a person. There is no lock: of two requests at the same time both go on, and the services recognise the
 * command.
 */
@Injectable()
export class IdempotencyGuard implements CanActivate {
  constructor(private readonly answers: KeptAnswers) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (request.headers['idempotency-key'] === undefined || !isWrite(request.method)) return true;
    return this.isNew(request);
  }

  private async isNew(request: FastifyRequest): Promise<true> {
    const before = await this.answers.find(callOf(request));
    if (before !== undefined) throw new AnsweredBefore(before);
    request.keepsAnswer = true;
    return true;
  }
}
