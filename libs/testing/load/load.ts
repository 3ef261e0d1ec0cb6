import { setTimeout as delay } from 'node:timers/promises';
import { ACTIVITIES } from './activity.js';
import type { Activity, LoadRequest } from './activity.js';
import type { Administrator, Answer, Connections, Listening } from './administrator.js';
import { Ledger } from './ledger.js';

export interface LoadOptions {
  /** Of one installation; each request goes to the next of them. */
  readonly servers: readonly Listening[];
  readonly administrator: Administrator;
  /** Milliseconds that a client waits for an answer. */
  readonly patienceMs: number;
  /** The number of the first request of each activity: no other load on the same installation may have had it. */
  readonly first: number;
  readonly activities?: readonly Activity[];
}

/** To one server: more than are under way when none is answered, so that no request waits for another one’s socket. */
const SOCKETS = 1_024;
/** Before a request is repeated that got no answer, or none that says how long to wait. */
const PAUSE_MS = 100;
const PATIENCE_MS = 60_000;
/** A server that took no connection is not asked for so long, while there is another one. */
const AWAY_MS = 1_000;

/**
 * Requests that come at a steady rate, as they do from many clients who know nothing of each other. A write goes out under an
 * idempotency key of its own and is repeated until it is acknowledged; a read is not.
 */
export class Load {
  readonly ledger = new Ledger();
  private readonly servers: readonly Server[];
  private readonly timers: readonly NodeJS.Timeout[];
  private readonly underWay = new Set<Promise<void>>();
  /** Requests whose last answer was none, or a refusal. */
  private readonly refused = new Map<string, string>();
  private readonly waiting = new Set<Waiting>();
  private readonly activities: readonly Activity[];
  private turn = 0;
  private isAbandoned = false;

  private constructor({ servers, administrator, patienceMs, first, activities = ACTIVITIES }: LoadOptions) {
    this.activities = activities;
    this.servers = servers.map((server) => ({
      connections: administrator.connect(server, SOCKETS, patienceMs),
      awayUntil: 0,
    }));
    this.timers = activities.map((activity) => {
      let nth = first;
      return setInterval(() => this.send(activity, nth++), activity.everyMs);
    });
  }

  static start(options: LoadOptions): Load {
    return new Load(options);
  }

  /**
   * Resolves when a request of every activity that was sent from now on has succeeded.
   *
   * @throws Error naming the activities of which none has in time; a minute, unless said otherwise.
   */
  async served(patienceMs = PATIENCE_MS): Promise<void> {
    const missing = new Set(this.activities.map(({ name }) => name));
    const all = this.activities.map(async ({ name }) => {
      await this.answered(name);
      missing.delete(name);
    });
    await inTime(Promise.all(all), patienceMs, () => `Not served: ${[...missing].join(', ')}`);
  }

  /**
   * Sends nothing new, and waits until every write is acknowledged.
   *
   * @throws Error when one is not, in time.
   */
  async finish(patienceMs = PATIENCE_MS): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    const done = Promise.all(this.underWay);
    await inTime(done, patienceMs, () => `Not acknowledged: ${[...this.refused.values()].join(', ')}`);
    await this.abandon();
  }

  /** Sends nothing more, and waits for nothing. */
  async abandon(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    this.isAbandoned = true;
    await Promise.all(this.servers.map(({ connections }) => connections.close()));
  }

  /** Resolves when a request of the activity that was sent from now on has succeeded. */
  private answered(activity: string): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.add({ activity, since: performance.now(), resolve });
    });
  }

  private send(activity: Activity, nth: number): void {
    const done = this.repeat(activity, activity.request(nth), `${activity.name} ${nth}`);
    this.underWay.add(done);
    void done.then(() => this.underWay.delete(done));
  }

  private async repeat({ name }: Activity, request: LoadRequest, key: string): Promise<void> {
    while (!this.isAbandoned) {
      const sentAt = performance.now();
      const answer = await this.attempt(request, key).catch((error: unknown) => {
        this.ledger.unanswered.push(`${name}: ${String(error)}`);
        return undefined;
      });
      this.refused.delete(key);
      if (answer?.status === 200) {
        this.succeeded(name, request, answer, sentAt);
        return;
      }
      this.refused.set(key, `${key} (${answer?.body ?? 'no answer'})`);
      if (answer !== undefined) this.ledger.refuse(name, answer, performance.now() - sentAt);
      if (request.made === undefined || isFinal(answer)) return;
      await delay(pauseAfter(answer));
    }
  }

  /**
   * As what balances a load does: a server that takes no connection was not asked, and the next one is. Nor is it asked for some time
   * over connections that are open still: it may be about to close them, and whoever sends then cannot know what became of it.
   */
  private async attempt({ method, path, body, made }: LoadRequest, key: string): Promise<Answer> {
    const headers: Record<string, string> = made === undefined ? {} : { 'idempotency-key': key };
    const inTurn = this.serversInTurn();
    for (const [nth, server] of inTurn.entries()) {
      try {
        return await server.connections.send(method, path, body, headers);
      } catch (error) {
        const isRefused = (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
        if (isRefused) server.awayUntil = performance.now() + AWAY_MS;
        if (!isRefused || nth === inTurn.length - 1) throw error;
      }
    }
    throw new RangeError('A load needs a server');
  }

  /** Beginning with the next one, and with those that are not away. */
  private serversInTurn(): readonly Server[] {
    const from = this.turn++ % this.servers.length;
    const inTurn = [...this.servers.slice(from), ...this.servers.slice(0, from)];
    const now = performance.now();
    return inTurn.toSorted((one, other) => Number(one.awayUntil > now) - Number(other.awayUntil > now));
  }

  private succeeded(activity: string, { made, shows }: LoadRequest, answer: Answer, sentAt: number): void {
    this.ledger.succeeded++;
    if (shows?.test(answer.body) === false) this.ledger.showTooLittle(activity);
    const mark = made?.(answer);
    if (mark !== undefined) {
      this.ledger.acknowledged.set(mark, (this.ledger.acknowledged.get(mark) ?? 0) + 1);
    }
    for (const waiting of this.waiting) {
      if (waiting.activity !== activity || sentAt < waiting.since) continue;
      this.waiting.delete(waiting);
      waiting.resolve();
    }
  }
}

interface Server {
  readonly connections: Connections;
  /** On the clock of `performance`. */
  awayUntil: number;
}

interface Waiting {
  readonly activity: string;
  readonly since: number;
  resolve(): void;
}

/** The server has understood, and will not do it. */
function isFinal(answer: Answer | undefined): boolean {
  return answer !== undefined && answer.status < 500;
}

function pauseAfter(answer: Answer | undefined): number {
  const seconds = Number(answer?.headers['retry-after'] ?? 0);
  return Math.max(PAUSE_MS, seconds * 1000);
}

async function inTime(work: Promise<unknown>, patienceMs: number, late: () => string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${late()} within ${patienceMs / 1000} s`)), patienceMs);
  });
  try {
    await Promise.race([work, patience]);
  } finally {
    clearTimeout(timer);
  }
}
