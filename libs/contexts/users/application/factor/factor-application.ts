import type { DocumentStore } from '@reeve/document-store';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import type { Sealing } from '@reeve/sealing';
import type { AdminSettings } from '../admin-settings.js';
import type { PrimaryAdministrator } from '../primary-administrator.js';
import type { Sessions } from '../sessions.js';
import type { UserDirectory } from '../user-directory.js';
import type { UsersAggregates } from '../users-aggregates.js';
import { Challenges } from './challenges.js';
import { Entrance } from './entrance.js';
import { FactorRecords } from './factor-records.js';
import { FactorResets } from './factor-resets.js';
import { FactorSignIn } from './factor-sign-in.js';
import { OwnFactor } from './own-factor.js';
import { SignInPolicies } from './sign-in-policies.js';
import { StampChanges } from './stamp-changes.js';

interface FactorParts {
  readonly eventStore: EventStore;
  readonly documentStore: DocumentStore;
  readonly sealing: Sealing;
  readonly settings: AdminSettings;
  readonly progress: ProjectionProgress;
  readonly aggregates: UsersAggregates;
  readonly directory: UserDirectory;
  readonly primaryAdministrator: PrimaryAdministrator;
  readonly sessions: Sessions;
}

/** What has to do with second factors, put together. */
export function createFactorApplication(parts: FactorParts) {
  const { eventStore, documentStore, sealing, settings, progress } = parts;
  const { aggregates, directory, primaryAdministrator, sessions } = parts;
  const policies = new SignInPolicies(documentStore, aggregates, settings, progress);
  const factors = new FactorRecords(documentStore, eventStore, sealing);
  const challenges = new Challenges(eventStore, aggregates, directory, sealing, progress);
  const stamps = new StampChanges(aggregates, primaryAdministrator);
  const common = { aggregates, directory, sessions, progress, policies, factors, challenges, stamps };
  return {
    policies,
    challenges,
    entrance: new Entrance(policies, factors, challenges, sessions, progress),
    signIn: new FactorSignIn(common),
    own: new OwnFactor(common),
    resets: new FactorResets(common, primaryAdministrator, sealing),
  };
}
