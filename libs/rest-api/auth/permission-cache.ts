import { Inject, Injectable } from '@nestjs/common';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { permissionsRpc, permissionValues } from '@reeve/contracts';
import type { CallContext, PermissionLeaf } from '@reeve/contracts';
import { boundedCache } from './bounded-cache.js';

const MAX_PEOPLE = 10_000;
/** The broadcast drops a person's permissions at once; this bounds how long a lost broadcast can matter. */
const TTL_MS = 30_000;

/** What people may, as the users context last said. Kept only of those whom a route has asked it for. */
@Injectable()
export class PermissionCache {
  /** What is being asked for is kept as well: whoever comes meanwhile waits for the same answer. */
  private readonly granted = boundedCache<Promise<ReadonlySet<PermissionLeaf>>>(MAX_PEOPLE, TTL_MS);

  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {
    bus.onReconnect(() => this.forgetAll());
  }

  /** @throws ReeveError what the bus throws. */
  async holds(userId: string, permission: PermissionLeaf, call: CallContext): Promise<boolean> {
    return (await this.of(userId, call)).has(permission);
  }

  /** The person's permissions changed: the next request asks anew. */
  forget(userId: string): void {
    this.granted.delete(userId);
  }

  /** Changes may have gone unheard, or are everybody's. */
  forgetAll(): void {
    this.granted.clear();
  }

  private of(userId: string, call: CallContext): Promise<ReadonlySet<PermissionLeaf>> {
    const known = this.granted.get(userId);
    if (known !== undefined) return known;
    const asked = this.ask(userId, call);
    this.granted.set(userId, asked);
    asked.catch(() => {
      if (this.granted.peek(userId) === asked) this.granted.delete(userId);
    });
    return asked;
  }

  private async ask(userId: string, call: CallContext): Promise<ReadonlySet<PermissionLeaf>> {
    const tree = await this.bus.request(permissionsRpc.effective, { userId }, call);
    const granted = [...permissionValues(tree)].filter(([, value]) => value);
    return new Set(granted.map(([leaf]) => leaf));
  }
}
