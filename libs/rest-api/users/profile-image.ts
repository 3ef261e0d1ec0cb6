import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { entityTag, namesTag } from '../http/entity-tags.js';
import { DEFAULT_IMAGE } from './default-image.js';

/** Raster formats, none of which can carry script; what is stored was checked for being one of them. */
const DATA_URL = /^data:(image\/(?:png|jpeg|gif|webp));base64,(.*)$/is;
const ADDRESS = /^https?:/i;

/**
 * Answers with an image: its bytes as what they say they are, or a redirect to where it is. What is neither is the default
 * image: built-in ones, and whatever else might once have been stored.
 *
 * @param image as it is stored.
 */
export function sendImage(request: FastifyRequest, reply: FastifyReply, image: string): void {
  if (ADDRESS.test(image)) {
    reply.header('cache-control', 'private, no-cache').redirect(image, 302);
    return;
  }
  const [, type, base64] = DATA_URL.exec(image) ?? [];
  if (type === undefined || base64 === undefined) sendBytes(request, reply, 'image/png', DEFAULT_IMAGE);
  else sendBytes(request, reply, type.toLowerCase(), Buffer.from(base64, 'base64'));
}

/** Pages ask for images at every load: who has it already is told so. */
function sendBytes(request: FastifyRequest, reply: FastifyReply, type: string, bytes: Buffer): void {
  const tag = entityTag(hash('sha1', bytes, 'base64url'));
  reply.headers({ etag: tag, 'cache-control': 'private, no-cache', 'content-disposition': 'inline' });
  const ifNoneMatch = request.headers['if-none-match'];
  if (ifNoneMatch !== undefined && namesTag(ifNoneMatch, tag)) reply.code(304).send();
  else reply.type(type).send(bytes);
}
