import type { CallContext } from '@reeve/contracts';
import { readAggregate, systemCall } from '@reeve/event-sourcing';
import type { EventStore, Position } from '@reeve/event-store';
import { PRIMARY_ADMINISTRATOR_STREAM, primaryAdministratorDecider, userStream } from '@reeve/users/domain';
import type { PrimaryAdministratorState } from '@reeve/users/domain';
import { v5 } from 'uuid';
import type { UsersAggregates } from './users-aggregates.js';

/** Namespace of the promotions' command ids. */
const PROMOTIONS = '7c0a2a53-3c83-4b0e-9c39-6f0d5b1f0f7e';

/** The one place of the primary administrator: the claim on it is the truth, the holder's role follows from it. */
export class PrimaryAdministrator {
  constructor(
    private readonly eventStore: EventStore,
    private readonly aggregates: UsersAggregates,
  ) {}

  async current(): Promise<PrimaryAdministratorState> {
    return await readAggregate(this.eventStore, primaryAdministratorDecider, PRIMARY_ADMINISTRATOR_STREAM);
  }

  /** Null while the place is vacant. */
  async currentId(): Promise<string | null> {
    const state = await this.current();
    return state.status === 'held' ? state.userId : null;
  }

  /** Claims the place for a registered user. @returns whether they have it, now or since earlier. */
  async claim(userId: string, call: CallContext): Promise<boolean> {
    const { state } = await this.aggregates.primaryAdministrator.execute(
      PRIMARY_ADMINISTRATOR_STREAM,
      { kind: 'claim', userId },
      call,
    );
    return state.status === 'held' && state.userId === userId;
  }

  /** Makes the holder an administrator. Whoever does it, and however often: it is the same command, carried out once. */
  async promote(userId: string, requestId: string): Promise<Position | undefined> {
    const { position } = await this.aggregates.users.execute(
      userStream(userId),
      { kind: 'promote-to-primary-administrator', userId },
      systemCall(requestId, v5(userId, PROMOTIONS)),
    );
    return position;
  }
}
