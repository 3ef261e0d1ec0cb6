import { Inject, Logger, Module } from '@nestjs/common';
import type { DynamicModule, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import type { DocumentStore } from '@reeve/document-store';
import type { EventStamp, Projector } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import {
  DOCUMENT_STORE,
  EVENT_STAMP,
  EVENT_STORE,
  projectionRpcController,
  ProjectorRegistry,
  SEALING,
} from '@reeve/platform';
import type { Sealing } from '@reeve/sealing';
import {
  ADMIN_SETTINGS,
  announcePrincipalChanges,
  apiKeyPolicyOf,
  askLdapDirectory,
  createArgon2PasswordHashing,
  createGroupsApplication,
  createUsersApplication,
  erasedAsShown,
  GROUPS_APPLICATION,
  RememberedAdminSettings,
  subscriptionsOver,
  USERS_APPLICATION,
} from '@reeve/users/application';
import type {
  AdminSettings,
  GroupsApplication,
  GroupsPolicy,
  LdapParts,
  UsersApplication,
  UsersPolicy,
} from '@reeve/users/application';
import { createUsersProjection } from '@reeve/users/projections';
import {
  AccountsRpcController,
  ApiKeysRpcController,
  DirectoryRpcController,
  FactorRpcController,
  GroupsRpcController,
  ImportRpcController,
  OAuthRpcController,
  PasswordsRpcController,
  PermissionsRpcController,
  SessionsRpcController,
  SettingsChangedRpcController,
  UsersRpcController,
} from '@reeve/users/rpc';

const USERS_PROJECTOR = Symbol('UsersProjector');

/**
 * Users, their sessions and API keys, groups and permissions. The app gives the event store, the document store (opened with the
 * collections of `usersCollections`), the sealing, the event stamp, the bus and the registry of projectors.
 */
@Module({})
export class UsersModule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('Users');

  constructor(
    @Inject(USERS_APPLICATION) private readonly users: UsersApplication,
    @Inject(USERS_PROJECTOR) private readonly projector: Projector,
  ) {}

  static forRoot(policy: UsersPolicy, groupsPolicy: GroupsPolicy): DynamicModule {
    return {
      module: UsersModule,
      controllers: [
        UsersRpcController,
        AccountsRpcController,
        DirectoryRpcController,
        ImportRpcController,
        SessionsRpcController,
        OAuthRpcController,
        PasswordsRpcController,
        ApiKeysRpcController,
        FactorRpcController,
        SettingsChangedRpcController,
        GroupsRpcController,
        PermissionsRpcController,
        projectionRpcController('users'),
      ],
      providers: [
        {
          provide: USERS_PROJECTOR,
          inject: [ProjectorRegistry, BUS_CLIENT, SEALING],
          useFactory: (projectors: ProjectorRegistry, bus: BusClient, sealing: Sealing) =>
            projectors.register(
              createUsersProjection(sealing),
              announcePrincipalChanges(bus),
              erasedAsShown(sealing),
            ),
        },
        {
          provide: ADMIN_SETTINGS,
          inject: [BUS_CLIENT],
          useFactory: (bus: BusClient) => new RememberedAdminSettings(bus),
        },
        {
          provide: USERS_APPLICATION,
          inject: [
            EVENT_STORE,
            DOCUMENT_STORE,
            SEALING,
            EVENT_STAMP,
            USERS_PROJECTOR,
            ADMIN_SETTINGS,
            GROUPS_APPLICATION,
            BUS_CLIENT,
          ],
          useFactory: (
            eventStore: EventStore,
            documentStore: DocumentStore,
            sealing: Sealing,
            stamp: EventStamp,
            progress: Projector,
            settings: AdminSettings,
            groups: GroupsApplication,
            bus: BusClient,
          ) => {
            const passwords = createArgon2PasswordHashing();
            const log = new Logger('Users');
            const ldap: LdapParts = {
              ask: askLdapDirectory,
              noteFault: (reason) => {
                log.warn({ reason }, 'The directory could not be asked who signs in');
              },
            };
            const noteUnfollowedGroups = (reason: string) => {
              log.warn({ reason }, 'Groups could not be followed: the next sign-in tries again');
            };
            const noteMissingGroup = (groupId: string) => {
              log.warn({ groupId }, 'There is no such group: whoever is registered joins none');
            };
            return createUsersApplication(
              {
                eventStore,
                documentStore,
                sealing,
                stamp,
                passwords,
                settings,
                apiKeys: apiKeyPolicyOf(settings, groups.userPermissions),
                ldap,
                subscriptions: subscriptionsOver(bus),
                noteMissingGroup,
                noteUnfollowedGroups,
                groups,
                progress,
              },
              policy,
            );
          },
        },
        {
          provide: GROUPS_APPLICATION,
          inject: [EVENT_STORE, DOCUMENT_STORE, SEALING, EVENT_STAMP, USERS_PROJECTOR],
          useFactory: (
            eventStore: EventStore,
            documentStore: DocumentStore,
            sealing: Sealing,
            stamp: EventStamp,
            progress: Projector,
          ) => createGroupsApplication({ eventStore, documentStore, sealing, stamp, progress }, groupsPolicy),
        },
      ],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    // The registry starts it as well, perhaps later; the process below waits for what it shows.
    this.projector.start();
    const erasedAgain = await this.users.accounts.erasures.start();
    if (erasedAgain > 0) {
      this.log.warn(
        { people: erasedAgain },
        'An older copy of the key store was put back: keys of people who were erased are destroyed again',
      );
    }
    await this.users.firstAdministratorProcess.start();
    this.users.accounts.unfinishedProcesses.start();
    this.users.factor.policies.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.users.factor.policies.stop();
    await this.users.accounts.erasures.stop();
    await this.users.firstAdministratorProcess.stop();
    await this.users.accounts.unfinishedProcesses.stop();
  }
}
