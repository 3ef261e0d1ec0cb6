import type { DocumentStore } from '@reeve/document-store';
import type { EventStamp, ProjectionProgress } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import type { OutboundPolicy } from '@reeve/outbound';
import type { Sealing } from '@reeve/sealing';
import type { TokenExchangePolicy } from '@reeve/users/domain';
import { createAccountsApplication } from './accounts-application.js';
import { AddUser } from './add-user.js';
import { AdminDetails } from './admin-details.js';
import type { AdminSettings } from './admin-settings.js';
import { Admission } from './admission.js';
import { ApiKeyList } from './api-key-list.js';
import type { ApiKeyPolicy } from './api-key-policy.js';
import { ApiKeys } from './api-keys.js';
import { ClaimedSignIn } from './claimed-sign-in.js';
import { CurrentUser } from './current-user.js';
import type { Subscriptions } from './deletion-steps.js';
import { EmailReservations } from './email-reservations.js';
import { EndImport } from './end-import.js';
import { createFactorApplication } from './factor/factor-application.js';
import { ExternalAccount } from './external-account.js';
import { FirstAdministratorProcess } from './first-administrator-process.js';
import { DefaultGroup } from './groups/default-group.js';
import { FollowGroups } from './groups/follow-groups.js';
import type { GroupsApplication } from './groups/groups-application.js';
import { IdentityAccount } from './identity-account.js';
import { ImportUsers } from './import-users.js';
import { InitialAdministrator } from './initial-administrator.js';
import type { InitialAdministratorAccount } from './initial-administrator.js';
import { LdapSignIn } from './ldap-sign-in.js';
import type { LdapParts } from './ldap-sign-in.js';
import { OAuthSessions } from './oauth-sessions.js';
import { OAuthSignIn } from './oauth-sign-in.js';
import { OAuthTokenExchange } from './oauth-token-exchange.js';
import { Onboarding } from './onboarding.js';
import { PasswordChanges } from './password-changes.js';
import type { PasswordHashing } from './password-hashing.js';
import type { PasswordRule } from './password-rule.js';
import { PersonalValues } from './personal-values.js';
import { PrimaryAdministrator } from './primary-administrator.js';
import { Registration } from './registration.js';
import { ResolveApiKey } from './resolve-api-key.js';
import { ResolvePrincipal } from './resolve-principal.js';
import { SessionEndings } from './session-endings.js';
import { SessionList } from './session-list.js';
import { Sessions } from './sessions.js';
import { SignIn } from './sign-in.js';
import { SignUp } from './sign-up.js';
import { UserDirectory } from './user-directory.js';
import { UserSessions } from './user-sessions.js';
import { createUsersAggregates } from './users-aggregates.js';

export interface UsersPolicy {
  /** Whoever is first may sign up although nobody has opened sign-up; false where the operator has closed it. */
  readonly isFirstLetIn: boolean;
  /** Whom Reeve may call when somebody signs in with an identity provider. */
  readonly outbound: OutboundPolicy;
  /** Which access tokens of an identity provider somebody may sign in with; null: with none. */
  readonly tokenExchange: TokenExchangePolicy | null;
  /** Made at start where there is no primary administrator; null: whoever signs up first is it. */
  readonly initialAdministrator: InitialAdministratorAccount | null;
  /** What new passwords have to be, whoever makes them. */
  readonly passwordRule: PasswordRule;
}

/** Injection token of the {@link UsersApplication}. */
export const USERS_APPLICATION = Symbol('UsersApplication');

export interface UsersParts {
  readonly eventStore: EventStore;
  readonly documentStore: DocumentStore;
  readonly sealing: Sealing;
  readonly stamp: EventStamp;
  readonly passwords: PasswordHashing;
  readonly settings: AdminSettings;
  readonly apiKeys: ApiKeyPolicy;
  readonly ldap: LdapParts;
  readonly subscriptions: Subscriptions;
  /** The group that newcomers were to join is not there. */
  readonly noteMissingGroup: (groupId: string) => void;
  /** Somebody could not be put into, or taken out of, a group that a directory or a provider speaks of. */
  readonly noteUnfollowedGroups: (reason: string) => void;
  /** Of the same stores. */
  readonly groups: GroupsApplication;
  /** Of the users projection. */
  readonly progress: ProjectionProgress;
}

export type UsersApplication = ReturnType<typeof createUsersApplication>;

/** The context's commands, queries and processes, put together. */
export function createUsersApplication(parts: UsersParts, policy: UsersPolicy) {
  const { eventStore, documentStore, sealing, passwords, settings, progress } = parts;
  const { isFirstLetIn } = policy;
  const aggregates = createUsersAggregates(eventStore, parts.stamp);
  const directory = new UserDirectory(documentStore, sealing);
  const emails = new EmailReservations(eventStore, aggregates);
  const { changeMembers, documents } = parts.groups;
  const defaultGroup = new DefaultGroup({
    aggregates,
    settings,
    documents,
    changeMembers,
    progress,
    noteMissing: parts.noteMissingGroup,
  });
  const registration = new Registration(
    eventStore,
    aggregates,
    emails,
    sealing,
    passwords,
    policy.passwordRule,
    defaultGroup,
  );
  const primaryAdministrator = new PrimaryAdministrator(eventStore, aggregates);
  const sessions = new Sessions(aggregates, progress, settings);
  const factor = createFactorApplication({
    ...parts,
    aggregates,
    directory,
    primaryAdministrator,
    sessions,
  });
  const { entrance, policies } = factor;
  const admission = new Admission(registration, primaryAdministrator, entrance, defaultGroup);
  const externalAccounts = new ExternalAccount(directory, admission, entrance);
  const initialAdministrator = new InitialAdministrator(
    registration,
    primaryAdministrator,
    directory,
    progress,
  );
  const credentialParts = { aggregates, directory, primaryAdministrator, sealing, progress };
  const apiKeys = new ApiKeys({ ...credentialParts, policy: parts.apiKeys });
  const passwordChanges = new PasswordChanges({
    ...credentialParts,
    eventStore,
    passwords,
    rule: policy.passwordRule,
  });
  const userSessions = new UserSessions(directory, sessions, progress);
  const sessionEndings = new SessionEndings(aggregates, directory, primaryAdministrator, progress);
  const accounts = createAccountsApplication({
    ...parts,
    aggregates,
    directory,
    emails,
    primaryAdministrator,
    userSessions,
    sessionEndings,
    apiKeys,
    passwordChanges,
    defaultGroup,
    ownFactor: factor.own,
  });
  const identityAccounts = new IdentityAccount(
    eventStore,
    aggregates,
    sealing,
    directory,
    admission,
    entrance,
    accounts.changeAccount,
    progress,
  );
  const followGroups = new FollowGroups(
    documents,
    changeMembers,
    parts.groups.createGroup,
    parts.noteUnfollowedGroups,
  );
  const claimedSignIn = new ClaimedSignIn(identityAccounts, followGroups);
  return {
    accounts,
    factor,
    signUp: new SignUp(registration, primaryAdministrator, admission, settings, isFirstLetIn),
    signIn: new SignIn(directory, passwords, aggregates, entrance, passwordChanges),
    signInWithLdap: new LdapSignIn(
      settings,
      parts.ldap,
      directory,
      externalAccounts,
      aggregates,
      followGroups,
    ),
    oauthSignIn: new OAuthSignIn(settings, policy.outbound, sealing, claimedSignIn),
    oauthTokenExchange: new OAuthTokenExchange(
      settings,
      policy.tokenExchange,
      policy.outbound,
      claimedSignIn,
    ),
    oauthSessions: new OAuthSessions(documentStore, directory, policies, userSessions),
    addUser: new AddUser(registration, entrance, defaultGroup),
    importUsers: new ImportUsers(registration, directory, sealing, progress, defaultGroup),
    endImport: new EndImport(aggregates, progress),
    sessions,
    sessionList: new SessionList(documentStore, directory, sealing, policies),
    sessionEndings,
    passwordChanges,
    apiKeys,
    apiKeyList: new ApiKeyList(documentStore, directory, sealing),
    resolveApiKey: new ResolveApiKey(documentStore, directory, parts.apiKeys, sealing),
    currentUser: new CurrentUser(directory, new PersonalValues(sealing)),
    resolvePrincipal: new ResolvePrincipal(directory, policies),
    onboarding: new Onboarding(directory, primaryAdministrator, settings, isFirstLetIn),
    adminDetails: new AdminDetails(directory, primaryAdministrator, settings),
    firstAdministratorProcess: new FirstAdministratorProcess(
      eventStore,
      primaryAdministrator,
      initialAdministrator,
      policy.initialAdministrator,
    ),
  };
}
