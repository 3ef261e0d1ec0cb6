import type { FastifyInstance } from 'fastify';
import { httpErrors } from '../http.errors.js';
import { parseJson } from './parse-json.js';

/** Takes bodies of one kind: JSON in UTF-8, uncompressed. Any other is 415. */
export function acceptJson(fastify: FastifyInstance): void {
  fastify.decorateRequest('rawBody', null);
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (encoding.toLowerCase() !== 'identity') {
      done(httpErrors.mediaTypeUnsupported(request.headers['content-type']));
      return;
    }
    try {
      request.rawBody = body;
      done(null, parseJson(body));
    } catch (error) {
      done(error as Error);
    }
  });
}
