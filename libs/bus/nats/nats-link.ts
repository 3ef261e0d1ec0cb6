import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { BusRefusedError } from '@reeve/bus';
import { DebugEvents } from 'nats';
import type { Msg, NatsConnection, Subscription } from 'nats';
import { connectionFailure } from './connection-failure.js';
import type { ConnectionFailure } from './connection-failure.js';
import { dial } from './dial.js';
import { DEFAULT_SETTING, natsOptionsFrom } from './nats-options.js';
import type { NatsAccess, NatsOptions } from './nats-options.js';

/** Lasts as long as the link, over any number of connections. */
export interface LinkSubscription {
  /** Asks for no more messages; resolves when those that the server had already sent have been handed over. */
  drain(): Promise<void>;
}

interface Subscribed {
  readonly subject: string;
  readonly queue: string | undefined;
  readonly take: (message: Msg) => void;
  current: Subscription | undefined;
}

type Listener<Event = void> = (event: Event) => void;

/** Pause before a server is asked again: from this to twice this, so that not all processes come in one moment. */
const RETRY_MS = 250;
const CHECK_TIMEOUT_MS = 1_000;

/**
 * The connection of a process to NATS for as long as it wants one. A connection that is lost is replaced by a new one with the
 * same subscriptions, without end. The client's own reconnecting is switched off: meanwhile it buffers requests that nobody waits
 * for any more, drops what it has buffered when it dials, waits for a frozen server to read before it lets go of it, and gives up for
 * good when a password is refused twice.
 */
export class NatsLink {
  /** Inboxes of this process begin with it. */
  readonly inboxPrefix: string;

  private readonly log = new Logger('Bus');
  private readonly options: NatsOptions;
  private readonly where: string;
  private readonly setting: string;
  private readonly subscribed = new Set<Subscribed>();
  private readonly lostListeners = new Set<Listener>();
  private readonly reconnectListeners = new Set<Listener>();
  private readonly forbiddenListeners = new Set<Listener<string>>();
  private readonly closing = new AbortController();
  private current: NatsConnection | undefined;
  /** Why there is no connection, when there is none. */
  private failure: ConnectionFailure = { kind: 'away', reason: 'not asked yet' };
  private said: string | undefined;
  private running: Promise<void> = Promise.resolve();

  private constructor(access: NatsAccess) {
    this.options = natsOptionsFrom(access);
    this.inboxPrefix = this.options.inboxPrefix;
    this.setting = access.setting ?? DEFAULT_SETTING;
    this.where = `NATS at ${this.options.servers.join(', ')}`;
  }

  /**
   * Resolves after the first attempt, whether NATS was there or not: until it is, requests are answered with 503.
   *
   * @throws BusRefusedError when NATS is there and refuses the credentials, or cannot prove who it is; when the URL or a file cannot
   *   be used. One that begins to refuse later may just be being reconfigured: it is asked on and on, and the log says so once.
   */
  static async open(access: NatsAccess): Promise<NatsLink> {
    const link = new NatsLink(access);
    await link.connect();
    if (link.current === undefined && link.failure.kind === 'refused') {
      throw new BusRefusedError(link.problem());
    }
    link.running = link.keepConnected();
    return link;
  }

  /** Undefined while there is none. Not to be kept: a moment later it may be another one. */
  get connection(): NatsConnection | undefined {
    return this.current;
  }

  /**
   * @param queue the group of which one process gets each message; without it every process gets it.
   * @param take must not throw: that would end the reading of everything else on the connection.
   */
  subscribe(subject: string, queue: string | undefined, take: (message: Msg) => void): LinkSubscription {
    const subscribed: Subscribed = { subject, queue, take, current: undefined };
    this.subscribed.add(subscribed);
    if (this.current !== undefined) this.bind(this.current, subscribed);
    return {
      drain: async () => {
        this.subscribed.delete(subscribed);
        const { current } = subscribed;
        if (current !== undefined && !current.isClosed()) await this.unlessLost(current.drain());
      },
    };
  }

  /** Resolves when the server has everything that was sent before, or the connection is gone. */
  async flush(): Promise<void> {
    if (this.current !== undefined) await this.unlessLost(this.current.flush());
  }

  /** The connection is gone: what was asked over it will have no answer. */
  onLost(listener: Listener): void {
    this.lostListeners.add(listener);
  }

  /** There is a connection again: broadcasts may have been missed, and what rests on hearing them has to be forgotten. */
  onReconnect(listener: Listener): void {
    this.reconnectListeners.add(listener);
  }

  /** The server has refused a message on this subject: this process may not publish there. */
  onForbidden(listener: Listener<string>): void {
    this.forbiddenListeners.add(listener);
  }

  /** @throws Error that names the server and what is wrong, when it does not answer within a second. */
  async check(): Promise<void> {
    if (this.current === undefined) throw new Error(this.problem());
    const answer = await Promise.race([this.flush(), delay(CHECK_TIMEOUT_MS, 'late', { ref: false })]);
    if (answer === 'late') throw new Error(`${this.where} does not answer`);
  }

  /** Lets go of the connection at once: whoever has something to finish has done so. Idempotent. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.current?.close();
    await this.running;
  }

  private async keepConnected(): Promise<void> {
    const { signal } = this.closing;
    for (;;) {
      if (this.current !== undefined) await this.untilLost(this.current);
      await delay(RETRY_MS * (1 + Math.random()), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await this.connect();
      if (this.current !== undefined) for (const listener of this.reconnectListeners) listener();
    }
  }

  /** One attempt. Without success {@link failure} says why. */
  private async connect(): Promise<void> {
    const dialled = await dial(this.options);
    if ('kind' in dialled) {
      this.failure = dialled;
      this.sayProblem();
    } else if (this.closing.signal.aborted) {
      await dialled.close();
    } else {
      void this.hearFrom(dialled);
      for (const subscribed of this.subscribed) this.bind(dialled, subscribed);
      this.current = dialled;
      this.said = undefined;
      this.log.log(`${this.where} is connected`);
    }
  }

  private async untilLost(connection: NatsConnection): Promise<void> {
    const error: unknown = await connection.closed();
    this.current = undefined;
    if (this.closing.signal.aborted) return;
    this.failure = connectionFailure(error);
    this.sayProblem();
    for (const listener of this.lostListeners) listener();
  }

  private async hearFrom(connection: NatsConnection): Promise<void> {
    for await (const { type, permissionContext } of connection.status()) {
      // The client would first wait until everything written has been read, which a frozen server never does.
      if (type === DebugEvents.StaleConnection) await connection.close();
      if (permissionContext?.operation === 'publish') {
        this.log.error(
          `NATS does not let this process publish on ${permissionContext.subject}: see deploy/nats`,
        );
        for (const listener of this.forbiddenListeners) listener(permissionContext.subject);
      }
    }
  }

  private bind(connection: NatsConnection, subscribed: Subscribed): void {
    const { subject, queue, take } = subscribed;
    subscribed.current = connection.subscribe(subject, {
      ...(queue === undefined ? {} : { queue }),
      callback: (error, message) => {
        if (error === null) take(message);
        else this.log.error(`NATS does not let this process subscribe to ${subject}: see deploy/nats`);
      },
    });
  }

  /** The client's own promise stays open when the connection is lost at the wrong moment. */
  private async unlessLost(work: Promise<unknown>): Promise<void> {
    await Promise.race([work.catch(() => undefined), this.current?.closed()]);
  }

  private problem(): string {
    const { kind, reason } = this.failure;
    return kind === 'refused'
      ? `${this.where} refuses this process, or is not to be trusted (${reason}): check ${this.setting} and the REEVE_NATS_… files`
      : `${this.where} cannot be reached (${reason})`;
  }

  /** Every attempt fails in the same way until somebody acts: the log has it once. */
  private sayProblem(): void {
    const problem = this.problem();
    if (problem === this.said) return;
    this.said = problem;
    if (this.failure.kind === 'refused') this.log.error(problem);
    else this.log.warn(`${problem}: trying again until it can`);
  }
}
