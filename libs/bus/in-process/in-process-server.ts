import { Server } from '@nestjs/microservices';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { carried, envelopeOf, resultOf } from '@reeve/bus';
import { errors, ReeveError } from '@reeve/contracts';
import type { ErrorEnvelope } from '@reeve/contracts';
import type { Carried, InProcessLink, Receiver } from './in-process-link.js';

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

  async answer(request: Carried): Promise<unknown> {
    const work = this.handle(request);
    this.working.add(work);
    try {
      return carried(await work);
    } catch (error) {
      throw ReeveError.fromEnvelope(carried(envelopeOf(error)) as ErrorEnvelope);
    } finally {
      this.working.delete(work);
    }
  }

  async hear({ subject, payload }: Omit<Carried, 'context'>): Promise<void> {
    try {
      // Nest calls all further handlers of the subject from the first.
      await resultOf(this.messageHandlers.get(subject)?.(payload));
    } catch (error) {
      this.logger.error(`A handler of ${subject} failed`, error);
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

  private async handle({ subject, payload, context }: Carried): Promise<unknown> {
    if (context.deadline <= Date.now()) throw errors.deadlineExceeded(subject);
    const handler = this.messageHandlers.get(subject);
    if (handler === undefined) throw errors.unavailable(subject);
    return await resultOf(handler(payload, context));
  }
}
