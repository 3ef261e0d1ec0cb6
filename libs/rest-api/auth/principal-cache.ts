import { Inject, Injectable } from '@nestjs/common';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { usersRpc } from '@reeve/contracts';
import type { CallContext, Principal } from '@reeve/contracts';
import { LRUCache } from 'lru-cache';

const MAX_PRINCIPALS = 10_000;
/** The broadcast drops a principal at once; this bounds how long a lost broadcast can matter. */
const TTL_MS = 30_000;

/** Who the sessions belong to, as the users context last said. */
@Injectable()
export class PrincipalCache {
  private readonly principals = new LRUCache<string, Principal>({ max: MAX_PRINCIPALS, ttl: TTL_MS });
  private readonly underWay = new Map<string, Promise<Principal>>();

  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {
    bus.onReconnect(() => this.forgetAll());
  }

  /** The principal if it is known at this moment: saves the usual request a promise. */
  known(userId: string, sessionId: string | null): Principal | undefined {
    return this.principals.get(keyOf(userId, sessionId));
  }

  /** @throws ReeveError 401 when the session or the account is gone, or what the bus throws. */
  resolve(userId: string, sessionId: string | null, call: CallContext): Promise<Principal> {
    const key = keyOf(userId, sessionId);
    const shared = this.underWay.get(key);
    if (shared !== undefined) return shared;
    const asked = this.ask(key, userId, sessionId, call);
    this.underWay.set(key, asked);
    return asked;
  }

  /** The person's rights changed: the next request asks anew. A null session means all of the person's. */
  forget(userId: string, sessionId: string | null): void {
    const key = keyOf(userId, sessionId);
    this.drop(key);
    if (sessionId !== null) return;
    const prefix = keyOf(userId, '');
    for (const other of [...this.principals.keys(), ...this.underWay.keys()]) {
      if (other.startsWith(prefix)) this.drop(other);
    }
  }

  /** Changes may have gone unheard. */
  forgetAll(): void {
    this.principals.clear();
    this.underWay.clear();
  }

  private async ask(
    key: string,
    userId: string,
    sessionId: string | null,
    call: CallContext,
  ): Promise<Principal> {
    // Starts in a later turn, so that `underWay` holds this very promise by the time it is looked at.
    await Promise.resolve();
    const asked = this.underWay.get(key);
    try {
      const principal = await this.bus.request(usersRpc.resolvePrincipal, { userId, sessionId }, call);
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

/** Neither part may hold the separator: user ids and session ids are UUIDs, or else text from a token we have signed. */
function keyOf(userId: string, sessionId: string | null): string {
  return sessionId === null ? userId : `${userId}\n${sessionId}`;
}
