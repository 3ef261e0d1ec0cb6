import type { Role } from '@reeve/contracts';
import type { DocumentStore } from '@reeve/document-store';
import type { EventStamp, ProjectionProgress } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import type { Sealing } from '@reeve/sealing';
import type { SignUpPolicy } from '@reeve/users/domain';
import { AddUser } from './add-user.js';
import { CurrentUser } from './current-user.js';
import { FirstAdministratorProcess } from './first-administrator-process.js';
import { InitialAdministrator } from './initial-administrator.js';
import type { InitialAdministratorAccount } from './initial-administrator.js';
import { Onboarding } from './onboarding.js';
import type { PasswordHashing } from './password-hashing.js';
import { PrimaryAdministrator } from './primary-administrator.js';
import { Registration } from './registration.js';
import { ResolvePrincipal } from './resolve-principal.js';
import { Sessions } from './sessions.js';
import { SignIn } from './sign-in.js';
import { SignUp } from './sign-up.js';
import { UserDirectory } from './user-directory.js';
import { createUsersAggregates } from './users-aggregates.js';

export interface UsersPolicy {
  readonly signUp: SignUpPolicy;
  /** Role of those who sign up. */
  readonly defaultRole: Role;
  /** Milliseconds; null: sessions do not expire. */
  readonly sessionLifetimeMs: number | null;
  /** Made at start where there is no primary administrator; null: whoever signs up first is it. */
  readonly initialAdministrator: InitialAdministratorAccount | null;
}

/** Injection token of the {@link UsersApplication}. */
export const USERS_APPLICATION = Symbol('UsersApplication');

export interface UsersParts {
  readonly eventStore: EventStore;
  readonly documentStore: DocumentStore;
  readonly sealing: Sealing;
  readonly stamp: EventStamp;
  readonly passwords: PasswordHashing;
  /** Of the users projection. */
  readonly progress: ProjectionProgress;
}

export type UsersApplication = ReturnType<typeof createUsersApplication>;

/** The context's commands, queries and processes, put together. */
export function createUsersApplication(parts: UsersParts, policy: UsersPolicy) {
  const { eventStore, sealing, passwords, progress } = parts;
  const aggregates = createUsersAggregates(eventStore, parts.stamp);
  const directory = new UserDirectory(parts.documentStore, sealing);
  const registration = new Registration(eventStore, aggregates, sealing, passwords);
  const primaryAdministrator = new PrimaryAdministrator(eventStore, aggregates);
  const sessions = new Sessions(aggregates, progress, policy.sessionLifetimeMs);
  const initialAdministrator = new InitialAdministrator(
    registration,
    primaryAdministrator,
    directory,
    progress,
  );
  return {
    signUp: new SignUp(registration, primaryAdministrator, sessions, policy.signUp, policy.defaultRole),
    signIn: new SignIn(directory, passwords, aggregates, sessions),
    addUser: new AddUser(registration, sessions),
    sessions,
    currentUser: new CurrentUser(directory),
    resolvePrincipal: new ResolvePrincipal(directory),
    onboarding: new Onboarding(directory, primaryAdministrator, policy.signUp),
    firstAdministratorProcess: new FirstAdministratorProcess(
      eventStore,
      primaryAdministrator,
      initialAdministrator,
      policy.initialAdministrator,
    ),
  };
}
