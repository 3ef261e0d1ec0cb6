import type { FastifyInstance, FastifyReply } from 'fastify';

/**
 * Nobody waits until an answer is on its way. Fastify's reply is a thenable, and Nest's handlers come to it: whoever awaits them listens
 * for the end of the answer, once for each. What was sent decides; what a handler fails with,
 * Nest has answered, and if that fails too, it is Fastify's.
 */
export function awaitNoAnswers(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    const { handler } = route;
    // Returns nothing: Fastify would take what it comes to for the answer.
    route.handler = function (request, reply) {
      asValue(reply);
      Promise.resolve(handler.call(this, request, reply)).catch((error: unknown) => void reply.send(error));
    };
  });
}

/** Nothing of a reply is awaited any more. */
function asValue(reply: FastifyReply): void {
  (reply as { then: unknown }).then = undefined;
}
