import type { FastifyInstance } from 'fastify';

/**
 * While the server is being closed, every answer is the last one of its connection: a client that keeps it open would hold
 * up the end until its keep-alive time is over. Requests that have arrived by then are answered.
 */
export function closeAfterAnswers(fastify: FastifyInstance): void {
  let closing = false;
  fastify.addHook('preClose', (done) => {
    closing = true;
    // A turn of the event loop reads what the connections hold; those without a request are then idle, and are broken.
    setImmediate(() => setImmediate(done));
  });
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) reply.header('connection', 'close');
    done();
  });
}
