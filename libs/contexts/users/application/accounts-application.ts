import type { DocumentStore } from '@reeve/document-store';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import type { Sealing } from '@reeve/sealing';
import { AccountStandings } from './account-standing.js';
import type { ApiKeys } from './api-keys.js';
import { ChangeAccount } from './change-account.js';
import { ChangeKept } from './change-kept.js';
import { DeleteUser } from './delete-user.js';
import { Deletion } from './deletion.js';
import { deletionSteps } from './deletion-steps.js';
import type { Subscriptions } from './deletion-steps.js';
import { Erasures } from './erasures.js';
import type { OwnFactor } from './factor/own-factor.js';
import type { EmailReservations } from './email-reservations.js';
import type { DefaultGroup } from './groups/default-group.js';
import type { GroupsApplication } from './groups/groups-application.js';
import { GroupsOfPeople } from './groups/groups-of-people.js';
import { ListUsers } from './list-users.js';
import type { PasswordChanges } from './password-changes.js';
import { PersonalValues } from './personal-values.js';
import type { PrimaryAdministrator } from './primary-administrator.js';
import { ProfileImages } from './profile-images.js';
import type { SessionEndings } from './session-endings.js';
import { TransferPrimaryAdministrator } from './transfer-primary-administrator.js';
import { UnfinishedProcesses } from './unfinished-processes.js';
import { UpdateUser } from './update-user.js';
import { UserActivity } from './user-activity.js';
import type { UserDirectory } from './user-directory.js';
import { UserRecords } from './user-records.js';
import type { UserSessions } from './user-sessions.js';
import type { UsersAggregates } from './users-aggregates.js';

export interface AccountsParts {
  readonly eventStore: EventStore;
  readonly documentStore: DocumentStore;
  readonly sealing: Sealing;
  readonly progress: ProjectionProgress;
  readonly aggregates: UsersAggregates;
  readonly directory: UserDirectory;
  readonly emails: EmailReservations;
  readonly primaryAdministrator: PrimaryAdministrator;
  readonly userSessions: UserSessions;
  readonly sessionEndings: SessionEndings;
  readonly apiKeys: ApiKeys;
  readonly passwordChanges: PasswordChanges;
  readonly groups: GroupsApplication;
  readonly defaultGroup: DefaultGroup;
  readonly ownFactor: OwnFactor;
  readonly subscriptions: Subscriptions;
}

export type AccountsApplication = ReturnType<typeof createAccountsApplication>;

/** What is done with accounts that there are, and who there is. */
export function createAccountsApplication(parts: AccountsParts) {
  const { eventStore, documentStore, sealing, progress, aggregates, directory, emails } = parts;
  const { changeMembers, documents: groupDocuments } = parts.groups;
  const values = new PersonalValues(sealing);
  const images = new ProfileImages(eventStore, directory, sealing);
  const activity = new UserActivity(documentStore);
  const steps = deletionSteps({ ...parts, changeMembers });
  const deletion = new Deletion(eventStore, aggregates, steps, sealing);
  const transfers = new TransferPrimaryAdministrator(
    eventStore,
    aggregates,
    parts.primaryAdministrator,
    progress,
  );
  const records = new UserRecords(directory, activity, values, new GroupsOfPeople(groupDocuments));
  const changeAccount = new ChangeAccount(eventStore, aggregates, emails, values, directory, images);
  return {
    listUsers: new ListUsers(documentStore, activity, groupDocuments),
    records,
    images,
    activity,
    changeAccount,
    updateUser: new UpdateUser(changeAccount, parts.passwordChanges, records, progress),
    changeKept: new ChangeKept(eventStore, aggregates, values, progress),
    standings: new AccountStandings(
      eventStore,
      aggregates,
      parts.userSessions,
      parts.sessionEndings,
      progress,
    ),
    deleteUser: new DeleteUser(aggregates, deletion, progress),
    erasures: new Erasures(documentStore, sealing),
    transferPrimaryAdministrator: transfers,
    unfinishedProcesses: new UnfinishedProcesses(documentStore, {
      ...parts.groups,
      defaultGroup: parts.defaultGroup,
      deletion,
      transfers,
    }),
  };
}
