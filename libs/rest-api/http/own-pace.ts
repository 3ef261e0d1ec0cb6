import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** How long what nobody read of a body is still taken after the answer: whoever goes on sending is to get to read it. */
const LEFTOVER_MS = 5_000;

const KEPT_OPEN = new WeakSet<Socket>();

/**
 * The request may take longer to arrive than others: its body is read no faster than the work on it goes. How long its sender
 * may be silent is for whoever reads it to bound.
 */
export function keepOpenWhileSent({ raw: request }: FastifyRequest, reply: FastifyReply): void {
  const { socket } = request;
  KEPT_OPEN.add(socket);
  reply.raw.once('close', () => {
    KEPT_OPEN.delete(socket);
    if (!request.readableEnded) takeLeftover(request);
  });
}

/** Whether what arrives on the connection is waited for although Node's time for a request is over. Node says so once a request. */
export const isKeptOpen = (socket: Socket): boolean => KEPT_OPEN.has(socket);

/** Otherwise it would stand in the way of the connection's next request for ever. */
function takeLeftover(request: IncomingMessage): void {
  const hangUp = setTimeout(() => request.destroy(), LEFTOVER_MS);
  request.once('close', () => clearTimeout(hangUp));
  request.resume();
}
