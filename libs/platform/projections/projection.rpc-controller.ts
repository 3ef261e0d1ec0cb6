import { Inject } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { PROJECTION_MENDING_REQUESTED, projectionRpc } from '@reeve/contracts';
import type {
  CallContext,
  ProjectionMending,
  ProjectionProgressed,
  ProjectionStatus,
} from '@reeve/contracts';
import { FactRecorder } from '@reeve/event-sourcing';
import type { EventStamp } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import { BroadcastHandler, RpcController, RpcHandler } from '../rpc/rpc-handler.js';
import { EVENT_STAMP, EVENT_STORE } from '../tokens.js';
import { ProjectorRegistry } from './projector-registry.js';

/**
 * What each process of a context answers and hears of its projection.
 *
 * @param projection its name. The process's registry has it when the first message comes.
 */
export function projectionRpcController(projection: string): Type {
  const rpc = projectionRpc(projection);

  @RpcController()
  class ProjectionRpcController {
    private readonly facts: FactRecorder;

    constructor(
      private readonly projectors: ProjectorRegistry,
      @Inject(EVENT_STORE) eventStore: EventStore,
      @Inject(EVENT_STAMP) stamp: EventStamp,
    ) {
      this.facts = new FactRecorder(eventStore, stamp);
    }

    @RpcHandler(rpc.status, 'operations.read', { readsDocuments: false })
    async status(): Promise<ProjectionStatus> {
      return await this.projectors.overview(projection);
    }

    /** Recorded first: what an operator did is in the log, whatever becomes of it. */
    @RpcHandler(rpc.mend, 'operations.write', { readsDocuments: false })
    async mend(
      { mending }: { mending: ProjectionMending },
      call: CallContext,
    ): Promise<Record<string, never>> {
      const event = { type: PROJECTION_MENDING_REQUESTED, data: { projection, mending } };
      await this.facts.record('projection', event, call);
      await this.projectors.named(projection).request({ kind: mending, id: call.commandId });
      return {};
    }

    @BroadcastHandler(rpc.progressed)
    progressed({ position, rebuilding }: ProjectionProgressed): void {
      this.projectors.heard(projection, { position, rebuilding });
    }
  }

  return ProjectionRpcController;
}
