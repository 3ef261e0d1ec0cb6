import type { Broadcast, CallContext, Principal, Rpc } from '@reeve/contracts';
import type { BusClient } from './bus.js';
import { encodeBody } from './codec.js';

/** Callers whose deadlines are further apart than this, in milliseconds, do not wait together. */
const SAME_DEADLINE_MS = 100;

/** A query that is about to be asked, for everybody who asks the same. */
interface Waiting {
  readonly subject: string;
  readonly principal: Principal;
  readonly body: string;
  readonly deadline: number;
  readonly answer: Promise<unknown>;
}

/**
 * A bus on which those who ask the same in one turn of the event loop are answered together. The question is asked after the
 * last of them came, so each gets an answer that is younger than their own question: what was written and acknowledged
 * before somebody asked is never missing from it.
 *
 * Only what a contract declares to be shared is, and only between callers with the same rights. The call is that of whoever
 * came first: its request id is the one in a service's log.
 */
export class SharedQueries implements BusClient {
  private waiting: Waiting[] = [];
  private turn: Promise<void> | undefined;

  constructor(private readonly bus: BusClient) {}

  request<Request, Response>(
    rpc: Rpc<Request, Response>,
    payload: Request,
    context: CallContext,
  ): Promise<Response> {
    return rpc.isShared?.(payload) === true
      ? this.share(rpc, payload, context)
      : this.bus.request(rpc, payload, context);
  }

  broadcast<Payload>(topic: Broadcast<Payload>, payload: Payload): Promise<void> {
    return this.bus.broadcast(topic, payload);
  }

  onReconnect(listener: () => void): void {
    this.bus.onReconnect(listener);
  }

  close(): Promise<void> {
    return this.bus.close();
  }

  private async share<Request, Response>(
    rpc: Rpc<Request, Response>,
    payload: Request,
    context: CallContext,
  ): Promise<Response> {
    const { principal, deadline } = context;
    const body = encodeBody(payload);
    const shared = this.waiting.find(
      (other) =>
        other.subject === rpc.subject &&
        other.body === body &&
        isSame(other.principal, principal) &&
        Math.abs(other.deadline - deadline) <= SAME_DEADLINE_MS,
    );
    if (shared !== undefined) return (await shared.answer) as Response;
    const answer = this.endOfTurn().then(() => this.bus.request(rpc, payload, context));
    this.waiting.push({ subject: rpc.subject, principal, body, deadline, answer });
    return await answer;
  }

  /** When it resolves, nobody joins those who wait any more. */
  private endOfTurn(): Promise<void> {
    this.turn ??= new Promise((resolve) => {
      setImmediate(() => {
        this.turn = undefined;
        this.waiting = [];
        resolve();
      });
    });
    return this.turn;
  }
}

function isSame(one: Principal, other: Principal): boolean {
  return (
    one === other ||
    (one.kind === other.kind &&
      one.id === other.id &&
      one.role === other.role &&
      one.sessionId === other.sessionId &&
      one.authMethod === other.authMethod)
  );
}
