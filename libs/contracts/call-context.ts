import type { Principal } from './principal.js';

/** What travels with every command and query as headers of the bus, never in its payload. */
export interface CallContext {
  readonly principal: Principal;
  /** The gateway's `X-Request-Id`; becomes `$correlationId` of every event the call leads to. */
  readonly requestId: string;
  /** UUID of the command: from the `Idempotency-Key` header, else made by the gateway. Event ids derive from it. */
  readonly commandId: string;
  /**
   * Keyed digest of what was asked, so that a reused `Idempotency-Key` with another body is told apart. Null without such a key.
   * Keyed, because it stands in the log: a plain digest would let whoever reads that try passwords against it.
   */
  readonly commandHash: string | null;
  /** Epoch milliseconds after which nobody waits for the answer any more and nothing may be started. */
  readonly deadline: number;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly traceparent: string | null;
}
