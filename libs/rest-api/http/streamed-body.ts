import type { Readable } from 'node:stream';
import { applyDecorators, createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { httpErrors } from './http.errors.js';
import { keepOpenWhileSent } from './own-pace.js';
import { addFacts } from './route-facts.js';

/** What routes marked `@TakesStream` can be sent. */
const STREAMED_TYPES = ['text/csv', 'application/x-ndjson'] as const;
export type StreamedType = (typeof STREAMED_TYPES)[number];

/** A body that is read as it comes. */
export interface StreamedBody {
  readonly type: StreamedType;
  /** Whoever leaves it unread leaves it to the server to be done with. */
  readonly content: Readable;
}

/** The route takes no JSON, but rows in UTF-8 as they come, uncompressed, for as long as it goes on reading them. */
export function TakesStream(): MethodDecorator {
  const rows = { schema: { type: 'string' } } as const;
  return applyDecorators(addFacts({ streamedBody: true }), ApiConsumes(...STREAMED_TYPES), ApiBody(rows));
}

/** The body of a route marked {@link TakesStream}. @throws ReeveError `MEDIA-TYPE-UNSUPPORTED` 415. */
export const Streamed = createParamDecorator((_data: unknown, context: ExecutionContext): StreamedBody => {
  const http = context.switchToHttp();
  const request = http.getRequest<FastifyRequest>();
  const type = typeOf(request);
  if (type === undefined) throw unsupported(request);
  keepOpenWhileSent(request, http.getResponse<FastifyReply>());
  return { type, content: request.raw };
});

/** Leaves the bodies of such routes unread until their handlers read them. On other routes their types are 415 as ever. */
export function acceptStreams(fastify: FastifyInstance): void {
  fastify.addContentTypeParser([...STREAMED_TYPES], (request, _payload, done) => {
    if (request.routeOptions.config.facts?.streamedBody === true) done(null);
    else done(httpErrors.mediaTypeUnsupported(request.headers['content-type']));
  });
}

function typeOf({ headers }: FastifyRequest): StreamedType | undefined {
  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = parameters.map((each) => each.trim()).find((each) => each.startsWith('charset='));
  const isPlain = (headers['content-encoding'] ?? 'identity').toLowerCase() === 'identity';
  const isUtf8 = charset === undefined || /^charset="?utf-?8"?$/.test(charset);
  return isPlain && isUtf8 ? STREAMED_TYPES.find((each) => each === type.trim()) : undefined;
}

function unsupported({ headers }: FastifyRequest): Error {
  return httpErrors.mediaTypeUnsupported(
    headers['content-type'],
    `rows in UTF-8, sent uncompressed with Content-Type: ${STREAMED_TYPES.join(' or ')}`,
  );
}
