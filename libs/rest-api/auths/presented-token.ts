import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { errors } from '@reeve/contracts';
import type { FastifyRequest } from 'fastify';
import jwt from 'jsonwebtoken';
import { credentialOf } from '../auth/credential.js';

/** The token that a request came with, on a route whose guard has verified it. Times in epoch seconds. */
export interface PresentedToken {
  readonly token: string;
  /** Null when the token does not say: Open WebUI's older ones do not. */
  readonly issuedAt: number | null;
  /** Null: never. */
  readonly expiresAt: number | null;
}

export const Presented = createParamDecorator((_data: unknown, context: ExecutionContext): PresentedToken => {
  const token = credentialOf(context.switchToHttp().getRequest<FastifyRequest>().headers);
  if (token === null) throw errors.notAuthenticated();
  const { iat = null, exp = null } = jwt.decode(token, { json: true }) ?? {};
  return { token, issuedAt: iat, expiresAt: exp };
});
