import { Catch, HttpException, Logger } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { errors, ReeveError } from '@reeve/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorBody } from './error-body.js';
import { httpErrors } from './http.errors.js';

/** Answers every error in Reeve's shape. What is no ReeveError and no refusal of the framework is a bug: logged, and 500. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly log = new Logger('Http');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = toReeveError(thrown, request);
    if (error.status >= 500 && error.status !== 503) {
      this.log.error({ err: thrown, requestId: request.id, method: request.method }, 'A request failed');
    }
    // The key is that of another request, whose answer it is that is to be kept under it.
    if (error.code === errors.idempotencyKeyReused().code) request.keepsAnswer = false;
    // Part of the answer may be on its way already: there is nothing left to say.
    if (!reply.sent) sendError(reply, error);
  }
}

/** Sends the error with the headers that go with it. */
export function sendError(reply: FastifyReply, error: ReeveError): void {
  const retryAfter = error.extra?.['retry_after'];
  if (typeof retryAfter === 'number') reply.header('retry-after', Math.ceil(retryAfter));
  reply.code(error.status).type('application/json; charset=utf-8').send(errorBody(error, reply.request.id));
}

function toReeveError(thrown: unknown, request: FastifyRequest): ReeveError {
  if (thrown instanceof ReeveError) return thrown;
  return thrown instanceof HttpException ? fromFramework(thrown, request) : errors.internal();
}

/** Nest and Fastify refuse some requests by themselves, before any of our code has seen them. */
function fromFramework(refusal: HttpException, request: FastifyRequest): ReeveError {
  switch (refusal.getStatus()) {
    case 400:
      return httpErrors.badRequest(refusal.message || 'The request is malformed.');
    case 403:
      return errors.accessProhibited('unknown');
    case 404:
      return httpErrors.routeUnknown();
    case 413:
      return httpErrors.bodyTooLarge(request.routeOptions.bodyLimit);
    case 415:
      return httpErrors.mediaTypeUnsupported(request.headers['content-type']);
    default:
      return errors.internal();
  }
}
