import { Inject, Injectable } from '@nestjs/common';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { usersRpc } from '@reeve/contracts';
import type { CallContext, Principal } from '@reeve/contracts';
import { boundedCache } from './bounded-cache.js';

const MAX_PRINCIPALS = 10_000;
/** The broadcast drops a principal at once; this bounds how long a lost broadcast can matter. */
const TTL_MS = 30_000;

/** What a token whose signature is good says of its session; the stamp is null when it says nothing of one. */
export interface ClaimedSession {
  readonly userId: string;
  readonly sessionId: string | null;
  readonly sessionStamp: string | null;
}

/** Who the sessions belong to, as the users context last said. */
@Injectable()
export class PrincipalCache {
  private readonly principals = boundedCache<Principal>(MAX_PRINCIPALS, TTL_MS);
  private readonly underWay = new Map<string, Promise<Principal>>();

  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {
    bus.onReconnect(() => this.forgetAll());
  }

  /** The principal if it is known at this moment: saves the usual request a promise. */
  known(session: ClaimedSession): Principal | undefined {
    return this.principals.get(keyOf(session));
  }

  /** @throws ReeveError 401 when the session or the account is gone, or what the bus throws. */
  resolve(session: ClaimedSession, call: CallContext): Promise<Principal> {
    const key = keyOf(session);
    const shared = this.underWay.get(key);
    if (shared !== undefined) return shared;
    const asked = this.ask(key, session, call);
    this.underWay.set(key, asked);
    return asked;
  }

  /** The person's rights changed: the next request asks anew. A null session means all of the person's. */
  forget(userId: string, sessionId: string | null): void {
    const prefix = sessionId === null ? `${userId}\n` : `${userId}\n${sessionId}\n`;
    for (const key of [...this.principals.keys(), ...this.underWay.keys()]) {
      if (key.startsWith(prefix)) this.drop(key);
    }
  }

  /** Changes may have gone unheard. */
  forgetAll(): void {
    this.principals.clear();
    this.underWay.clear();
  }

  private async ask(key: string, session: ClaimedSession, call: CallContext): Promise<Principal> {
    // Starts in a later turn, so that `underWay` holds this very promise by the time it is looked at.
    await Promise.resolve();
    const asked = this.underWay.get(key);
    try {
      const { userId, sessionId, sessionStamp } = session;
      const asking = { userId, sessionId, sessionStamp };
      const principal = await this.bus.request(usersRpc.resolvePrincipal, asking, call);
      // Forgotten meanwhile: the answer may be from before the change.
      if (this.underWay.get(key) === asked) this.principals.set(key, principal);
      return principal;
    } finally {
      if (this.underWay.get(key) === asked) this.underWay.delete(key);
    }
  }

  private drop(key: string): void {
    this.principals.delete(key);
    this.underWay.delete(key);
  }
}

/** No part may hold the separator: all are UUIDs, or else text from a token we have signed. */
function keyOf({ userId, sessionId, sessionStamp }: ClaimedSession): string {
  return `${userId}\n${sessionId ?? ''}\n${sessionStamp ?? ''}`;
}
