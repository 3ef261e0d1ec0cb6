import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';

type Reply = FastifyAdapter['reply'];

/**
 * Nobody waits until an answer is on its way. What Nest's own adapter gives back is Fastify's reply, which is a thenable: whoever awaits
 * it (Nest does, and then Fastify) listens for the end of the answer, at seven per cent of the processor time of a small request.
 */
export class HttpAdapter extends FastifyAdapter {
  override reply(...answer: Parameters<Reply>): ReturnType<Reply> {
    super.reply(...answer);
    // Nest does nothing with it but wait.
    return undefined as never;
  }
}

/**
 * Lets Fastify go by what was sent and not by what a handler comes to: it would take nothing for an answer that is still to be sent.
 * What a handler fails with, Nest has answered; if that fails too, it is Fastify's.
 */
export function awaitNoAnswers(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    const { handler } = route;
    route.handler = function (request, reply) {
      Promise.resolve(handler.call(this, request, reply)).catch((error: unknown) => void reply.send(error));
    };
  });
}
