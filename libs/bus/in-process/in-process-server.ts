import { Server } from '@nestjs/microservices';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { carried, envelopeOf, resultOf } from '@reeve/bus';
import { errors, ReeveError } from '@reeve/contracts';
import type { ErrorEnvelope } from '@reeve/contracts';
import type { Carried, InProcessLink, Receiver } from './in-process-link.js';

/** Nest transport strategy that serves the `@MessagePattern`s of one process to the clients of the same process. */
export class InProcessServer extends Server implements CustomTransportStrategy, Receiver {
  private atWork = 0;
  private onIdle: (() => void) | undefined;

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
    if (this.atWork > 0) await new Promise<void>((resolve) => (this.onIdle = resolve));
  }

  serves(subject: string): boolean {
    return this.messageHandlers.has(subject);
  }

  async answer({ subject, payload, context }: Carried): Promise<unknown> {
    this.atWork += 1;
    try {
      if (context.deadline <= Date.now()) throw errors.deadlineExceeded(subject);
      const handler = this.messageHandlers.get(subject);
      if (handler === undefined) throw errors.unavailable(subject);
      return carried(await resultOf(handler(payload, context)));
    } catch (error) {
      throw ReeveError.fromEnvelope(carried(envelopeOf(error)) as ErrorEnvelope);
    } finally {
      this.atWork -= 1;
      if (this.atWork === 0) this.onIdle?.();
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
}
