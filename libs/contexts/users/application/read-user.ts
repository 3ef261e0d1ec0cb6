import { readAggregate } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import { userDecider, userStream } from '@reeve/users/domain';
import type { UserState } from '@reeve/users/domain';

/** A user as the log has them now. */
export async function readUser(eventStore: EventStore, userId: string): Promise<UserState> {
  return await readAggregate(eventStore, userDecider, userStream(userId));
}
