import { takeNoMore } from '@reeve/platform';
import type { FastifyInstance } from 'fastify';

/**
 * Once the server that is being closed takes no connection more, every answer is the last one of its connection: a client that
 * keeps it open would hold up the end until its keep-alive time is over. Not earlier: clients would come back at once, and
 * there would always be one who is waiting to be taken. Requests that have arrived by then, or come at once, are answered.
 */
export function closeAfterAnswers(fastify: FastifyInstance): void {
  let closing = false;
  fastify.addHook('preClose', (done) => {
    closing = true;
    void takeNoMore(fastify.server).then(() => done());
  });
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing && !fastify.server.listening) reply.header('connection', 'close');
    done();
  });
}
