import { Inject, Injectable, Logger } from '@nestjs/common';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { accountRpc } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';
import { boundedCache } from './bounded-cache.js';

/** Milliseconds in which somebody is told of once, however many requests they make. */
const THROTTLE_MS = 60_000;
const MAX_PEOPLE = 100_000;

/** Tells who is at work: once a minute of each person, and nobody waits for it. */
@Injectable()
export class Activity {
  private readonly log = new Logger('Activity');
  private readonly told = boundedCache<true>(MAX_PEOPLE, THROTTLE_MS);

  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  /** @param call of a request that was let in. */
  seen(call: CallContext): void {
    const { id } = call.principal;
    if (id === null || this.told.has(id)) return;
    this.told.set(id, true);
    this.bus.request(accountRpc.recordActivity, {}, call).catch((error: unknown) => {
      this.log.debug({ err: error, requestId: call.requestId }, 'Somebody’s activity was not recorded');
    });
  }
}
