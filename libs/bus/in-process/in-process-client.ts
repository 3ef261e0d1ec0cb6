import { carried, serviceOf } from '@reeve/bus';
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
    const request = { subject: rpc.subject, payload: carried(payload), context: copyOf(context) };
    const answer = this.closed ? undefined : this.link.send(request);
    if (answer === undefined) throw errors.unavailable(serviceOf(rpc.subject));
    return (await within(answer, context.deadline, rpc.subject)) as Response;
  }

  async broadcast<Payload>(topic: Broadcast<Payload>, payload: Payload): Promise<void> {
    if (this.closed) return;
    await this.link.broadcast({ subject: topic.subject, payload: carried(payload) });
  }

  onReconnect(): void {
    // There is no connection that could be lost.
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

/** Spelled out: every request has one. */
function copyOf(context: CallContext): CallContext {
  const { kind, id, role, sessionId, authMethod } = context.principal;
  return {
    principal: { kind, id, role, sessionId, authMethod },
    requestId: context.requestId,
    commandId: context.commandId,
    commandHash: context.commandHash,
    deadline: context.deadline,
    ip: context.ip,
    userAgent: context.userAgent,
    traceparent: context.traceparent,
  };
}

function within(answer: Promise<unknown>, deadline: number, subject: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(errors.deadlineExceeded(serviceOf(subject))),
      Math.max(0, deadline - Date.now()),
    );
    void answer.then(resolve, reject).then(() => clearTimeout(timer));
  });
}
