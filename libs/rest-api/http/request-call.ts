import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { CallContext } from '@reeve/contracts';
import type { FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, and within which bounds. Null until the access guard has let the request in. */
    call: CallContext | null;
    /** The body as it came, before it was parsed. Null when there is none. */
    rawBody: Buffer | null;
  }
}

/** The call that the access guard has made of the request: goes along with every request on the bus. */
export const Call = createParamDecorator((_data: unknown, context: ExecutionContext): CallContext =>
  callOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

export function callOf(request: FastifyRequest): CallContext {
  if (request.call === null) throw new Error(`${request.url} was handled without passing the access guard`);
  return request.call;
}
