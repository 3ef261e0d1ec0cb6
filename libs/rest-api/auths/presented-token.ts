import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { errors } from '@reeve/contracts';
import type { FastifyRequest } from 'fastify';
import jwt from 'jsonwebtoken';
import { credentialOf } from '../auth/credential.js';

/** The credential that a request came with, on a route whose guard has verified it. */
export interface PresentedToken {
  readonly token: string;
  /** Epoch seconds; null: never. */
  readonly expiresAt: number | null;
}

export const Presented = createParamDecorator((_data: unknown, context: ExecutionContext): PresentedToken => {
  const token = credentialOf(context.switchToHttp().getRequest<FastifyRequest>().headers);
  if (token === null) throw errors.notAuthenticated();
  const { exp = null } = jwt.decode(token, { json: true }) ?? {};
  return { token, expiresAt: exp };
});
