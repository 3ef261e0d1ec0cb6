import { Server } from '@nestjs/microservices';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { decodeRequest, encodeError, encodeReply, resultOf } from '@reeve/bus';
import type { RequestMessage } from '@reeve/bus';
import { errors } from '@reeve/contracts';
import type { InProcessLink, Receiver } from './in-process-link.js';

/** Nest transport strategy that serves the `@MessagePattern`s of one process to the clients of the same process. */
export class InProcessServer extends Server implements CustomTransportStrategy, Receiver {
  private readonly working = new Set<Promise<unknown>>();

  constructor(private readonly link: InProcessLink) {
    super();
  }

  listen(callback: () => void): void {
    this.link.attach(this);
    callback();
  }

  /** Takes nothing new, finishes what was taken. */
  async close(): Promise<void> {
    this.link.detach(this);
    await Promise.allSettled(this.working);
  }

  serves(subject: string): boolean {
    return this.messageHandlers.has(subject);
  }

  async answer(message: RequestMessage): Promise<string> {
    const work = this.handle(message);
    this.working.add(work);
    try {
      return await work;
    } finally {
      this.working.delete(work);
    }
  }

  async hear(message: RequestMessage): Promise<void> {
    try {
      // Nest calls all further handlers of the subject from the first.
      await resultOf(this.messageHandlers.get(message.subject)?.(JSON.parse(message.body)));
    } catch (error) {
      this.logger.error(`A handler of ${message.subject} failed`, error);
    }
  }

  /** There is no connection that could have events. */
  override on(): never {
    throw new Error('The in-process transport has no connection events');
  }

  /** There is nothing underneath. */
  override unwrap(): never {
    throw new Error('The in-process transport has no server underneath');
  }

  private async handle(message: RequestMessage): Promise<string> {
    try {
      const { payload, context } = decodeRequest(message);
      if (context.deadline <= Date.now()) throw errors.deadlineExceeded(message.subject);
      const handler = this.messageHandlers.get(message.subject);
      if (handler === undefined) throw errors.unavailable(message.subject);
      return encodeReply(await resultOf(handler(payload, context)));
    } catch (error) {
      return encodeError(error);
    }
  }
}
