import { busErrors, decodeReply, encodeBody, encodeHeaders, serviceOf } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { errors } from '@reeve/contracts';
import type { Broadcast, CallContext, Rpc } from '@reeve/contracts';
import { createInbox, headers } from 'nats';
import type { MsgHdrs, NatsConnection } from 'nats';
import { isTooLarge, maxPayload } from './max-payload.js';
import type { LinkSubscription, NatsLink } from './nats-link.js';
import { ReplyInbox } from './reply-inbox.js';

/**
 * The asking end of the bus over NATS. Beyond what every transport does: without a connection a request is refused at once with
 * `UNAVAILABLE`; when the connection is lost under it, so is a query, and a command with `OUTCOME-UNKNOWN` (503); one larger than the
 * server takes with `BUS-REQUEST-TOO-LARGE` (413).
 */
export class NatsClient implements BusClient {
  private readonly inbox: ReplyInbox;
  private readonly replies: LinkSubscription;
  private closed = false;

  /** @param link stays open when this closes. */
  constructor(private readonly link: NatsLink) {
    this.inbox = new ReplyInbox(`${createInbox(link.inboxPrefix)}.`);
    this.replies = link.subscribe(this.inbox.subject, undefined, (message) => this.inbox.take(message));
    link.onLost(() => this.inbox.lose());
    link.onForbidden((subject) => this.inbox.refuse(subject));
  }

  async request<Request, Response>(
    rpc: Rpc<Request, Response>,
    payload: Request,
    context: CallContext,
  ): Promise<Response> {
    const { connection } = this.link;
    if (context.deadline <= Date.now()) throw errors.deadlineExceeded(serviceOf(rpc.subject));
    if (this.closed || connection === undefined) throw errors.unavailable(serviceOf(rpc.subject));
    const reply = await this.inbox.ask(rpc, context.deadline, (replyTo) =>
      publish(connection, rpc.subject, payload, { reply: replyTo, headers: headersOf(context) }),
    );
    return decodeReply(reply) as Response;
  }

  /** Resolves when it is on its way; without a connection it is lost, and whoever listens hears of a reconnection instead. */
  broadcast<Payload>(topic: Broadcast<Payload>, payload: Payload): Promise<void> {
    return new Promise((resolve) => {
      const { connection } = this.link;
      if (!this.closed && connection !== undefined) publish(connection, topic.subject, payload);
      resolve();
    });
  }

  onReconnect(listener: () => void): void {
    this.link.onReconnect(listener);
  }

  /** What is under way is answered as if the connection had been lost. */
  async close(): Promise<void> {
    this.closed = true;
    await this.replies.drain();
    this.inbox.lose();
  }
}

function publish(
  connection: NatsConnection,
  subject: string,
  payload: unknown,
  options?: { readonly reply: string; readonly headers: MsgHdrs },
): void {
  try {
    connection.publish(subject, encodeBody(payload), options);
  } catch (error) {
    throw isTooLarge(error)
      ? busErrors.requestTooLarge(maxPayload(connection))
      : errors.unavailable(serviceOf(subject));
  }
}

function headersOf(context: CallContext): MsgHdrs {
  const encoded = headers();
  for (const [name, value] of Object.entries(encodeHeaders(context))) encoded.append(name, value);
  return encoded;
}
