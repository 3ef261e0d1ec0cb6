import { accountErrors, ReeveError } from '@reeve/contracts';
import type { CallContext, Visibility } from '@reeve/contracts';
import type { EventStore, Position } from '@reeve/event-store';
import { readYourWrites } from '@reeve/event-sourcing';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import { PRIMARY_ADMINISTRATOR_STREAM, userStream } from '@reeve/users/domain';
import { stepOf } from './command-call.js';
import type { PrimaryAdministrator } from './primary-administrator.js';
import { readUser } from './read-user.js';
import type { UsersAggregates } from './users-aggregates.js';

/** A transfer that has begun: somebody is designated. */
export interface BegunTransfer {
  readonly by: string;
  /** What protected `by` when it began. */
  readonly byProtection: number | null;
  readonly designated: string;
  /** What protects the designated one. */
  readonly protection: number;
}

const NOT_THE_HOLDER = accountErrors.primaryAdministratorOnly().code;

/**
 * The primary administrator hands over the place: the successor is designated, by which nothing can end their role any more; the
 * place goes to them; who had it is an administrator like others. At each moment whoever has the place is an administrator.
 */
export class TransferPrimaryAdministrator {
  constructor(
    private readonly eventStore: EventStore,
    private readonly aggregates: UsersAggregates,
    private readonly primaryAdministrator: PrimaryAdministrator,
    private readonly progress: ProjectionProgress,
  ) {}

  /** @throws ReeveError `USERS-PRIMARY-ADMINISTRATOR-ONLY` 403; `USERS-NOT-FOUND` 404; `USERS-SUCCESSOR-UNFIT` 409. */
  async execute(designated: string, call: CallContext): Promise<Visibility> {
    const { id: by } = call.principal;
    const holder = await this.primaryAdministrator.current();
    // Who has just handed it over, and asks again, is told the same again.
    if (holder.status === 'held' && holder.userId === designated) {
      if (by !== designated && !(await this.wasDesignatedBy(designated, call))) {
        throw accountErrors.primaryAdministratorOnly();
      }
      return { visible: true };
    }
    if (by === null || holder.status === 'vacant' || holder.userId !== by) {
      throw accountErrors.primaryAdministratorOnly();
    }
    const byProtection = await this.protectionOf(by);
    const { revision, position } = await this.aggregates.users.execute(
      userStream(designated),
      { kind: 'designate-primary-administrator', userId: designated, by, protection: byProtection },
      call,
    );
    const transfer = { by, byProtection, designated, protection: revision ?? 0 };
    const { isTransferred, last } = await this.settle(transfer, call);
    if (!isTransferred) throw accountErrors.primaryAdministratorOnly();
    return { visible: await readYourWrites(this.progress, last ?? position, call) };
  }

  /**
   * Brings a transfer to its end: to the designated one; or, when the place has gone to somebody else meanwhile, to a designation
   * that is withdrawn.
   */
  async settle(
    { by, byProtection, designated, protection }: BegunTransfer,
    call: CallContext,
  ): Promise<{ readonly isTransferred: boolean; readonly last: Position | undefined }> {
    if (!(await this.handOver(by, designated, call))) {
      return { isTransferred: false, last: await this.relieve(designated, designated, protection, call) };
    }
    const last = byProtection === null ? undefined : await this.relieve(by, designated, byProtection, call);
    return { isTransferred: true, last };
  }

  private async handOver(from: string, to: string, call: CallContext): Promise<boolean> {
    try {
      await this.aggregates.primaryAdministrator.execute(
        PRIMARY_ADMINISTRATOR_STREAM,
        { kind: 'transfer', from, to },
        stepOf(call, 'transfer'),
      );
      return true;
    } catch (error) {
      if (error instanceof ReeveError && error.code === NOT_THE_HOLDER) return false;
      throw error;
    }
  }

  private async relieve(userId: string, designated: string, protection: number, call: CallContext) {
    const { position } = await this.aggregates.users.execute(
      userStream(userId),
      { kind: 'relieve-primary-administrator', userId, designated, protection },
      stepOf(call, `relieve ${userId}`),
    );
    return position;
  }

  private async protectionOf(userId: string): Promise<number | null> {
    const state = await readUser(this.eventStore, userId);
    return state.status === 'registered' ? state.protection : null;
  }

  /** Whether this very command has designated them. */
  private async wasDesignatedBy(userId: string, { commandId }: CallContext): Promise<boolean> {
    for await (const { metadata } of this.eventStore.readStream(userStream(userId))) {
      if (metadata['commandId'] === commandId) return true;
    }
    return false;
  }
}
