import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { within } from './within.js';

/** Told once each time that Redis goes away or comes back: for a log line and a metric. */
export interface RedisObserver {
  /** @param reason one line, without secrets. */
  away(reason: string): void;
  back(): void;
}

/** How a {@link RedisLink} gets its connections. */
export interface RedisSource {
  /** @returns a client that connects when it is told to, and does not reconnect. */
  create(): Redis;
  /** Asks what will be asked later: a connection on which it fails is not used. */
  prove(redis: Redis): Promise<unknown>;
}

/** The longest that a question waits for its answer: no request is slower than this for Redis's sake. */
const PATIENCE_MS = 75;
/** For a connection to be there: the name looked up, TLS, the password. No request waits for it. */
const CONNECT_PATIENCE_MS = 2_000;
const SHORTEST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;

/**
 * A connection to Redis that is either known to answer in time or not used.
 *
 * The first question that fails or is late ends the connection. Until a new one has proven itself, nothing is asked, so that
 * nobody waits: the client's own reconnecting would take a frozen server, which still accepts connections, for one that is
 * back.
 */
export class RedisLink {
  /** Resolves when the first attempt to connect has ended, either way. */
  readonly tried: Promise<void>;
  private readonly kept: Promise<void>;
  private readonly closing = new AbortController();
  private newest: Redis | undefined;
  /** The newest connection while it answers. */
  private proven: Redis | undefined;
  private isReportedAway = false;

  constructor(
    private readonly source: RedisSource,
    private readonly observer: RedisObserver,
  ) {
    const { promise, resolve } = withResolvers();
    this.tried = promise;
    this.kept = this.keep(resolve);
  }

  /** The answer; undefined when Redis is away, or has gone away over this question. */
  async ask<Answer>(question: (redis: Redis) => Promise<Answer>): Promise<Answer | undefined> {
    const redis = this.proven;
    if (redis === undefined) return undefined;
    try {
      return await within(PATIENCE_MS, question(redis));
    } catch (error) {
      // Once: the other questions that wait on this connection fail with it.
      if (redis === this.proven) {
        this.lost(error);
        redis.disconnect();
      }
      return undefined;
    }
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.newest?.disconnect();
    await this.kept;
  }

  private async keep(tried: () => void): Promise<void> {
    const { signal } = this.closing;
    let pauseMs = SHORTEST_PAUSE_MS;
    while (!signal.aborted) {
      const began = performance.now();
      await this.useOne(tried);
      tried();
      const lasted = performance.now() - began;
      pauseMs = lasted > LONGEST_PAUSE_MS ? SHORTEST_PAUSE_MS : Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      await pause(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** From its beginning to its end. */
  private async useOne(proven: () => void): Promise<void> {
    const redis = this.source.create();
    this.newest = redis;
    const ended = new Promise((resolve) => redis.once('end', resolve));
    try {
      await within(CONNECT_PATIENCE_MS, this.prepare(redis));
      this.found(redis);
      proven();
      await ended;
      throw new Error('the connection was closed');
    } catch (error) {
      this.lost(error);
      redis.disconnect();
    }
  }

  private prepare(redis: Redis): Promise<unknown> {
    // A refused password or database is told by this event alone.
    const failed = new Promise((_, reject) => redis.on('error', reject));
    const proven = redis.connect().then(() => within(PATIENCE_MS, this.source.prove(redis)));
    return Promise.race([failed, proven]);
  }

  private found(redis: Redis): void {
    this.proven = redis;
    if (!this.isReportedAway) return;
    this.isReportedAway = false;
    this.observer.back();
  }

  private lost(error: unknown): void {
    this.proven = undefined;
    if (this.isReportedAway || this.closing.signal.aborted) return;
    this.isReportedAway = true;
    this.observer.away(reasonOf(error));
  }
}

/** Codes with which Redis answers whom it does not let in, or not let do this. */
const REFUSED = /^(?:WRONGPASS|NOAUTH|NOPERM)\b/;

function reasonOf(error: unknown): string {
  const { message } = error as Error;
  return REFUSED.test(message) ? `Redis refuses the user or the password of its URL: ${message}` : message;
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}
