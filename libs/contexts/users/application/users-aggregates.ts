import { AggregateRunner } from '@reeve/event-sourcing';
import type { EventStamp } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import {
  apiKeysDecider,
  challengeDecider,
  credentialDecider,
  emailReservationDecider,
  factorDecider,
  identityDecider,
  importDecider,
  primaryAdministratorDecider,
  sessionDecider,
  signInPolicyDecider,
  signInRefusalDecider,
  userDecider,
} from '@reeve/users/domain';

export type UsersAggregates = ReturnType<typeof createUsersAggregates>;

/** The runners of the context's aggregates, one of each per process. */
export function createUsersAggregates(eventStore: EventStore, stamp: EventStamp) {
  return {
    users: new AggregateRunner({ eventStore, stamp, decider: userDecider }),
    emails: new AggregateRunner({ eventStore, stamp, decider: emailReservationDecider }),
    primaryAdministrator: new AggregateRunner({ eventStore, stamp, decider: primaryAdministratorDecider }),
    sessions: new AggregateRunner({ eventStore, stamp, decider: sessionDecider }),
    credentials: new AggregateRunner({ eventStore, stamp, decider: credentialDecider }),
    apiKeys: new AggregateRunner({ eventStore, stamp, decider: apiKeysDecider }),
    factors: new AggregateRunner({ eventStore, stamp, decider: factorDecider }),
    challenges: new AggregateRunner({ eventStore, stamp, decider: challengeDecider }),
    signInPolicy: new AggregateRunner({ eventStore, stamp, decider: signInPolicyDecider }),
    identities: new AggregateRunner({ eventStore, stamp, decider: identityDecider }),
    signInRefusals: new AggregateRunner({ eventStore, stamp, decider: signInRefusalDecider }),
    imports: new AggregateRunner({ eventStore, stamp, decider: importDecider }),
  };
}
