import type { FastifyReply, FastifyRequest } from 'fastify';
import { setAnswerHeaders } from './answer-headers.js';
import { sendError } from './error.filter.js';
import { httpErrors } from './http.errors.js';

/** Of one parameter in a path, decoded: longer ones are refused with 400 before any handler is looked for. */
export const MAX_PATH_PARAMETER_CHARACTERS = 100;

/** Answers a path that cannot be looked up. Fastify runs no hook for it. */
export function refusePath(
  problem: Error & { readonly code?: string },
  _request: FastifyRequest,
  reply: FastifyReply,
): void {
  setAnswerHeaders(reply);
  reply.header('cache-control', 'no-store');
  sendError(reply, httpErrors.badRequest(detailOf(problem.code)));
}

function detailOf(code: string | undefined): string {
  return code === 'FST_ERR_MAX_PARAM_LENGTH'
    ? `A part of the path is longer than ${MAX_PATH_PARAMETER_CHARACTERS} characters.`
    : 'The path is malformed.';
}
