import { ServerNats } from '@nestjs/microservices';
import type { MessageHandler } from '@nestjs/microservices';
import {
  busErrors,
  CONTEXT_HEADER,
  decodeRequest,
  encodeError,
  encodeReply,
  resultOf,
  serviceOf,
} from '@reeve/bus';
import { errors } from '@reeve/contracts';
import type { Msg } from 'nats';
import type { Subject } from 'rxjs';
import { isTooLarge, maxPayload } from './max-payload.js';
import type { LinkSubscription, NatsLink } from './nats-link.js';
import { queueGroupOf } from './queue-group.js';

/** What became of a message in the place of being handled and answered. */
export type RefusalReason =
  /** It is no request and no broadcast of Reeve's. */
  | 'malformed'
  /** Nobody waits for the answer any more: it was not begun. */
  | 'deadline-passed'
  /** It does not say where to send the answer: it was not begun. */
  | 'no-reply-subject'
  /** The server takes no answer so large; an error was sent in its place. */
  | 'reply-too-large'
  /** A broadcast that a handler could make nothing of. */
  | 'broadcast-failed';

export interface NatsServerOptions {
  /** Called for each message that is refused, to be counted; must not throw. */
  readonly onRefused?: (subject: string, reason: RefusalReason) => void;
}

/**
 * The answering end of the bus: Nest's NATS transport, on the connections of a {@link NatsLink} and with what it does by itself replaced.
 * Nothing that is sent to a subject ends the process. The replicas of a service share its requests, and each hears every broadcast.
 * A handler gets the context of the call. What arrives after its deadline is not begun. Errors cross as the bus's envelope.
 * Closing finishes what was taken, so that no caller is left waiting.
 */
export class NatsServer extends ServerNats {
  private readonly onRefused: (subject: string, reason: RefusalReason) => void;
  private readonly bound: LinkSubscription[] = [];
  private readonly working = new Set<Promise<void>>();

  /** @param link stays open when this closes. */
  constructor(
    private readonly link: NatsLink,
    { onRefused = () => undefined }: NatsServerOptions = {},
  ) {
    super({});
    this.onRefused = onRefused;
    if (link.connection !== undefined) this.noteStatus('connected');
    link.onReconnect(() => {
      this.noteStatus('connected');
      this.statusEventEmitter.emit('reconnect');
    });
    link.onLost(() => {
      this.noteStatus('disconnected');
      this.statusEventEmitter.emit('disconnect');
    });
  }

  /** Calls back when the server has every subscription; without a connection at once, as they follow with it. */
  override async listen(callback: () => void): Promise<void> {
    for (const [subject, { isEventHandler }] of this.messageHandlers) {
      const group = isEventHandler === true ? undefined : queueGroupOf(subject);
      this.bound.push(this.link.subscribe(subject, group, (message) => this.begin(subject, message)));
    }
    await this.link.flush();
    callback();
  }

  /** Takes nothing new, finishes what was taken and sees its answers off. */
  override async close(): Promise<void> {
    await Promise.all(this.bound.splice(0).map((subscription) => subscription.drain()));
    await Promise.all(this.working);
    await this.link.flush();
  }

  /** Never rejects. */
  override async handleMessage(subject: string, message: Msg): Promise<void> {
    const handler: MessageHandler | undefined = this.messageHandlers.get(subject);
    if (handler === undefined) return;
    const { reply = '' } = message;
    if (handler.isEventHandler === true) await this.hear(subject, message, handler);
    else if (reply === '') this.onRefused(subject, 'no-reply-subject');
    else this.respond(subject, reply, await this.answer(subject, message, handler));
  }

  /** Connections come and go: the link knows which one there is. */
  override unwrap(): never {
    throw new Error('Ask the NatsLink for its connection');
  }

  private begin(subject: string, message: Msg): void {
    const work = this.handleMessage(subject, message).finally(() => this.working.delete(work));
    this.working.add(work);
  }

  private async answer(subject: string, message: Msg, handler: MessageHandler): Promise<string> {
    try {
      const { payload, context } = this.readRequest(subject, message);
      return encodeReply(await resultOf(handler(payload, context)));
    } catch (error) {
      return encodeError(error);
    }
  }

  /** @throws ReeveError when it is no request, or one that nobody waits for any more. */
  private readRequest(subject: string, message: Msg): ReturnType<typeof decodeRequest> {
    let request: ReturnType<typeof decodeRequest>;
    try {
      // Reading the headers throws when they are malformed.
      const context = message.headers?.get(CONTEXT_HEADER) ?? '';
      request = decodeRequest({ subject, body: message.string(), headers: { [CONTEXT_HEADER]: context } });
    } catch {
      this.onRefused(subject, 'malformed');
      throw busErrors.messageInvalid(subject);
    }
    if (request.context.deadline > Date.now()) return request;
    this.onRefused(subject, 'deadline-passed');
    throw errors.deadlineExceeded(serviceOf(subject));
  }

  /** Over the connection that there is now: the one that the request came by may be gone. */
  private respond(subject: string, replyTo: string, reply: string): void {
    const { connection } = this.link;
    if (connection === undefined) return;
    try {
      connection.publish(replyTo, reply);
    } catch (error) {
      // Anything else: the connection is just being lost, and the caller hears of that by itself.
      if (!isTooLarge(error)) return;
      this.onRefused(subject, 'reply-too-large');
      this.respond(subject, replyTo, encodeError(busErrors.replyTooLarge(maxPayload(connection))));
    }
  }

  private async hear(subject: string, message: Msg, handler: MessageHandler): Promise<void> {
    let payload: unknown;
    try {
      payload = JSON.parse(message.string());
    } catch {
      this.onRefused(subject, 'malformed');
      return;
    }
    try {
      await resultOf(handler(payload));
    } catch (error) {
      this.onRefused(subject, 'broadcast-failed');
      this.logger.error(`A handler of ${subject} failed`, error);
    }
  }

  private noteStatus(status: 'connected' | 'disconnected'): void {
    // Nest has the words in a `const enum`, which only its own sources can name.
    (this._status$ as Subject<string>).next(status);
  }
}
