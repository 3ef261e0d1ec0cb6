import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Collection, DocumentStore } from '@reeve/document-store';
import { systemCall } from '@reeve/event-sourcing';
import { USERS_PROCESSES } from '@reeve/users/projections';
import type { ProcessDocument } from '@reeve/users/projections';
import { v5 } from 'uuid';
import type { Deletion } from './deletion.js';
import type { DefaultGroup } from './groups/default-group.js';
import type { GroupsApplication } from './groups/groups-application.js';
import type { TransferPrimaryAdministrator } from './transfer-primary-administrator.js';

/** Namespace of the steps' command ids: one set for each attempt, because each decides by what the log says then. */
const ATTEMPTS = 'f3a1d0be-4a53-4c0a-8a4f-0a6e7d5d6c11';
const PAUSE_MS = 5_000;
/** Looked at in one round; the rest comes in the next. */
const AT_ONCE = 100;

/** What goes on with each kind. */
export interface ProcessParts {
  readonly deletion: Deletion;
  readonly transfers: TransferPrimaryAdministrator;
  readonly deleteGroup: GroupsApplication['deleteGroup'];
  readonly changeMembers: GroupsApplication['changeMembers'];
  readonly defaultGroup: DefaultGroup;
}

/**
 * Brings to its end what a request has begun and could not finish, because its process crashed, a part was away, or its time was
 * over. Looks for it in what the projection shows, in every process: what two of them do at once is done once.
 */
export class UnfinishedProcesses {
  private readonly processes: Collection<ProcessDocument>;
  private readonly stopping = new AbortController();
  private looking: Promise<void> | undefined;

  constructor(
    documentStore: DocumentStore,
    private readonly parts: ProcessParts,
  ) {
    this.processes = documentStore.collection<ProcessDocument>(USERS_PROCESSES);
  }

  /** Looks from now on, until stopped. */
  start(): void {
    this.looking ??= this.look();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.looking;
  }

  /** One round. @returns how many could not be brought to their end. @throws DocumentStoreUnavailableError */
  async finishAll(): Promise<number> {
    const open = await this.processes.find({ where: { open: true }, limit: AT_ONCE });
    const outcomes = await Promise.allSettled(open.map(({ id, document }) => this.finish(id, document)));
    return outcomes.filter(({ status }) => status === 'rejected').length;
  }

  private async finish(id: string, process: ProcessDocument): Promise<void> {
    const requestId = randomUUID();
    switch (process.kind) {
      case 'deletion':
        await this.parts.deletion.carryOn(process.userId, requestId);
        return;
      case 'joining':
        await this.parts.defaultGroup.settle(process.userId, process.groupId, requestId);
        return;
      case 'departures':
        await this.parts.changeMembers.removeDeparted(process.groupId, requestId);
        return;
      case 'group-deletion':
        await this.parts.deleteGroup.settle(process.groupId, requestId);
        return;
      case 'transfer': {
        const { by, byProtection, userId: designated, protection } = process;
        if (by === null) return;
        const call = systemCall(requestId, v5(`${id} ${requestId}`, ATTEMPTS));
        await this.parts.transfers.settle({ by, byProtection, designated, protection }, call);
        return;
      }
      default:
        process satisfies never;
    }
  }

  private async look(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      // Whatever it was, the next round finds what is left.
      await this.finishAll().catch(() => undefined);
      await delay(PAUSE_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
