import type { Broadcast, CallContext, Rpc } from '@reeve/contracts';

/**
 * Requests and broadcasts between contexts, the same over NATS and within one process: what crosses is JSON, or a copy of what that brings, the
 * call's context travels as headers, every request has a deadline, and an error comes back as the ReeveError it was.
 */
export interface BusClient {
  /**
   * @throws ReeveError what the handler threw; `UNAVAILABLE` (503) when nobody serves the subject; `DEADLINE-EXCEEDED` (504)
   *   when no answer came by `context.deadline`; `INTERNAL` (500) when the handler failed in a way it did not mean to.
   */
  request<Request, Response>(
    rpc: Rpc<Request, Response>,
    payload: Request,
    context: CallContext,
  ): Promise<Response>;

  /**
   * Hands the payload to every subscribed process. Resolves once those in this process have handled it; others get it
   * as fast as the transport carries it. Losing one is possible: whoever relies on it forgets what it knows on {@link onReconnect}, and has a timer besides.
   */
  broadcast<Payload>(topic: Broadcast<Payload>, payload: Payload): Promise<void>;

  /**
   * Calls back each time that the bus is there again after it was away: broadcasts may have been lost meanwhile, in both
   * directions. Within one process it never is.
   */
  onReconnect(listener: () => void): void;

  close(): Promise<void>;
}

/** Injection token of the process's {@link BusClient}. */
export const BUS_CLIENT = Symbol('BusClient');
