import { decodeReply, encodeBody, encodeHeaders, serviceOf } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { errors } from '@reeve/contracts';
import type { Broadcast, CallContext, Rpc } from '@reeve/contracts';
import type { InProcessLink } from './in-process-link.js';

/** The sending end of an {@link InProcessLink}. */
export class InProcessClient implements BusClient {
  private closed = false;

  constructor(private readonly link: InProcessLink) {}

  async request<Request, Response>(
    rpc: Rpc<Request, Response>,
    payload: Request,
    context: CallContext,
  ): Promise<Response> {
    const message = { subject: rpc.subject, body: encodeBody(payload), headers: encodeHeaders(context) };
    const reply = this.closed ? undefined : this.link.send(message);
    if (reply === undefined) throw errors.unavailable(serviceOf(rpc.subject));
    return decodeReply(await within(reply, context.deadline, rpc.subject)) as Response;
  }

  async broadcast<Payload>(topic: Broadcast<Payload>, payload: Payload): Promise<void> {
    if (this.closed) return;
    await this.link.broadcast({ subject: topic.subject, body: encodeBody(payload), headers: {} });
  }

  onReconnect(): void {
    // There is no connection that could be lost.
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

function within(reply: Promise<string>, deadline: number, subject: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(errors.deadlineExceeded(serviceOf(subject))),
      Math.max(0, deadline - Date.now()),
    );
    reply.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
