import type { FastifyInstance, FastifyReply } from 'fastify';

const HEADERS = {
  // The API answers data: a browser that shows an answer as a page loads and runs nothing.
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
const ONE_YEAR_SECONDS = 31_536_000;

/** Headers that every answer has: the request's id, and what browsers are told to keep to. */
export function addAnswerHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (_request, reply, done) => {
    setAnswerHeaders(reply);
    done();
  });
}

/** The same, for an answer that no hook sees. */
export function setAnswerHeaders(reply: FastifyReply): void {
  const { id, protocol } = reply.request;
  reply.headers(HEADERS).header('x-request-id', id);
  // A browser ignores it over plain HTTP.
  if (protocol === 'https') reply.header('strict-transport-security', `max-age=${ONE_YEAR_SECONDS}`);
}
