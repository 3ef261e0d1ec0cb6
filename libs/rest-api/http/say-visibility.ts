import type { Visibility } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';

/** Says that reads do not show yet what the request has changed, where that is so. */
export function sayVisibility(reply: FastifyReply, { visible }: Visibility): void {
  if (!visible) reply.header('reeve-visible', 'false');
}
