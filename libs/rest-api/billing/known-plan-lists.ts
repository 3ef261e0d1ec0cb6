import { Inject, Injectable } from '@nestjs/common';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { errors, planRpc } from '@reeve/contracts';
import type { CallContext, PlanListRequest } from '@reeve/contracts';

type Filter = Omit<PlanListRequest, 'known'>;

/** As it is sent: half a megabyte is not put into bytes, nor hashed, for everybody who asks. */
interface KnownList {
  readonly tag: string;
  /** JSON. */
  readonly plans: Buffer;
}

/** Lists of plans as they were answered last: asked for each time, sent by the billing service when they are others. */
@Injectable()
export class KnownPlanLists {
  /** One for each filter, of which there are six. */
  private readonly known = new Map<string, KnownList>();

  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  /** @returns the list as it is now. */
  async list(filter: Filter, call: CallContext): Promise<KnownList> {
    const key = JSON.stringify([filter.active, filter.archived]);
    const known = this.known.get(key);
    const { tag, plans } = await this.bus.request(
      planRpc.listPlans,
      { ...filter, known: known?.tag ?? null },
      call,
    );
    const list = plans === null ? known : { tag, plans: Buffer.from(plans) };
    if (list === undefined) throw errors.internal();
    this.known.set(key, list);
    return list;
  }
}
