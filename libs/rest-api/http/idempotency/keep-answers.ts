import type { FastifyInstance, FastifyReply } from 'fastify';
import type { CallContext } from '@reeve/contracts';
import type { KeptAnswer, KeptAnswers } from './kept-answers.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The request has an `Idempotency-Key` that was not seen before. */
    keepsAnswer: boolean;
  }
}

/** Headers that are part of an answer; the others are made anew for every request. */
const KEPT_HEADERS = ['content-type', 'etag', 'location', 'set-cookie'];
/** Longer answers are not kept: the request is passed on again, and its command recognised. */
const MAX_KEPT_CHARACTERS = 1_048_576;
/** Refusals that another attempt may overcome. */
const PASSING_STATUSES = new Set([401, 409, 429]);

/** Keeps the answers to requests with an `Idempotency-Key`, before they are sent. */
export function keepAnswers(fastify: FastifyInstance, answers: KeptAnswers): void {
  fastify.decorateRequest('keepsAnswer', false);
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const { call } = request;
    if (
      !request.keepsAnswer ||
      call === null ||
      typeof payload !== 'string' ||
      !isKept(call, reply, payload)
    ) {
      done();
      return;
    }
    void answers
      .keep(call, { status: reply.statusCode, headers: headersOf(reply), body: payload })
      .then(() => done());
  });
}

function isKept({ principal }: CallContext, { statusCode }: FastifyReply, body: string): boolean {
  // A refusal of a stranger is not kept: strangers could fill the store with them.
  const stays = principal.kind === 'anonymous' ? statusCode < 400 : statusCode < 500;
  return stays && !PASSING_STATUSES.has(statusCode) && body.length <= MAX_KEPT_CHARACTERS;
}

function headersOf(reply: FastifyReply): KeptAnswer['headers'] {
  const headers: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = reply.getHeader(name);
    if (value !== undefined) headers[name] = String(value);
  }
  return headers;
}
