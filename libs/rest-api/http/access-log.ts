import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { isWrite } from './open-call.js';

/**
 * One line for every answer: at `info` for writes and refusals, at `debug` for reads that went well. Never the query, the
 * headers or the body, which may hold secrets.
 */
export function logAnswers(fastify: FastifyInstance, processLogger: Logger): void {
  // Its fields stand here, and none is under the name of a secret: they need not be looked through. Their text is, as in every line.
  const logger = processLogger.child({}, { formatters: { log: (fields) => fields } });
  fastify.addHook('onResponse', (request, reply, done) => {
    const { statusCode } = reply;
    const level = statusCode >= 400 || isWrite(request.method) ? 'info' : 'debug';
    if (logger.isLevelEnabled(level)) {
      logger[level](
        {
          requestId: request.id,
          method: request.method,
          path: request.url.split('?', 1)[0],
          status: statusCode,
          userId: request.call?.principal.id ?? undefined,
          ip: request.ip,
          durationMs: Math.round(reply.elapsedTime * 1000) / 1000,
        },
        'answered',
      );
    }
    done();
  });
}
