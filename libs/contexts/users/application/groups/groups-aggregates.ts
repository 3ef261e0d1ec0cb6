import { AggregateRunner } from '@reeve/event-sourcing';
import type { EventStamp } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import {
  defaultPermissionsDecider,
  groupDecider,
  groupNameDecider,
  groupTreeDecider,
} from '@reeve/users/domain';

export type GroupsAggregates = ReturnType<typeof createGroupsAggregates>;

/** The runners of groups and of what everybody may, one of each per process. */
export function createGroupsAggregates(eventStore: EventStore, stamp: EventStamp) {
  return {
    groups: new AggregateRunner({ eventStore, stamp, decider: groupDecider }),
    names: new AggregateRunner({ eventStore, stamp, decider: groupNameDecider }),
    tree: new AggregateRunner({ eventStore, stamp, decider: groupTreeDecider }),
    defaultPermissions: new AggregateRunner({ eventStore, stamp, decider: defaultPermissionsDecider }),
  };
}
