import { hash } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { entityTag, namesTag } from './entity-tags.js';

const JSON_TYPE = 'application/json; charset=utf-8';
/** May be kept by the browser alone, and not be used without asking whether it still holds. */
const REVALIDATED = 'private, no-cache';
const NEVER_KEPT = 'no-store';

/**
 * Gives every JSON answer of a GET an entity tag (the handler's own, or else a digest of what is sent), and answers 304 when
 * the client has it already. A handler that says `Cache-Control: no-store` gets none of this; writes are never stored.
 */
export function answerConditionally(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const sent = payload ?? asNull(reply);
    if (!isTaggable(request.method, reply, sent)) {
      if (!reply.hasHeader('cache-control')) reply.header('cache-control', NEVER_KEPT);
      done(null, sent);
      return;
    }
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', REVALIDATED);
    const ifNoneMatch = request.headers['if-none-match'];
    const tag = tagOf(reply, sent);
    if (ifNoneMatch === undefined || !namesTag(ifNoneMatch, tag)) {
      done(null, sent);
      return;
    }
    reply.code(304);
    // Fastify itself takes the body from an answer to HEAD, after it has measured it.
    done(null, request.method === 'HEAD' ? sent : null);
  });
}

/** What a handler that returns nothing answers: Nest would send an empty body. */
function asNull(reply: FastifyReply): string {
  reply.type(JSON_TYPE);
  return 'null';
}

function isTaggable(method: string, reply: FastifyReply, payload: unknown): payload is string | Buffer {
  return (
    (method === 'GET' || method === 'HEAD') &&
    reply.statusCode === 200 &&
    (typeof payload === 'string' || Buffer.isBuffer(payload)) &&
    reply.getHeader('cache-control') !== NEVER_KEPT &&
    reply.getHeader('content-type') === JSON_TYPE
  );
}

function tagOf(reply: FastifyReply, payload: string | Buffer): string {
  const own = reply.getHeader('etag');
  if (typeof own === 'string') return own;
  const tag = entityTag(hash('sha1', payload, 'base64url'));
  reply.header('etag', tag);
  return tag;
}
