import { randomBytes, randomUUID } from 'node:crypto';
import { ANONYMOUS, errors, permissionDefaultsFrom, SECTIONS } from '@reeve/contracts';
import type {
  AddedUser,
  CallContext,
  GroupsEvent,
  JsonObject,
  JsonValue,
  Principal,
  Role,
  SignInOutcome,
  StartedSession,
  UsersEvent,
  Visibility,
} from '@reeve/contracts';
import { isFieldCondition } from '@reeve/document-store';
import type { DocumentStore } from '@reeve/document-store';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import { withServedQueries } from '@reeve/document-store/testing';
import type { ServedOtherwise } from '@reeve/document-store/testing';
import { createEventStamp, Projector } from '@reeve/event-sourcing';
import type { ProjectorObserver } from '@reeve/event-sourcing';
import type { EventStore, RecordedEvent } from '@reeve/event-store';
import { MemoryLog, openMemoryEventStore } from '@reeve/event-store/memory';
import type { DataKeyStore, Sealing } from '@reeve/sealing';
import { createSealing } from '@reeve/sealing/envelope';
import { createMemoryDataKeyStore } from '@reeve/sealing/memory';
import {
  ANY_PASSWORD,
  apiKeyPolicyOf,
  askLdapDirectory,
  createArgon2PasswordHashing,
  createGroupsApplication,
  createUsersApplication,
} from '@reeve/users/application';
import type {
  ApiKeyPolicy,
  GroupsApplication,
  GroupsPolicy,
  LdapServerSettings,
  OAuthSettings,
  SettingsInForce,
  UsersApplication,
  UsersPolicy,
} from '@reeve/users/application';
import type { SignUpPolicy } from '@reeve/users/domain';
import { createUsersProjection, usersCollections } from '@reeve/users/projections';

/** argon2's least: what is tested is not its strength. */
const CHEAP = { memoryKib: 8, passes: 1 };
/** One for all installations: it has a thread. */
const PASSWORDS = createArgon2PasswordHashing(CHEAP);
const POLICY: Policy = {
  signUp: 'first-only',
  defaultRole: 'pending',
  sessionLifetimeMs: 3_600_000,
  initialAdministrator: null,
  tokenExchange: null,
  passwordRule: ANY_PASSWORD,
  admin: { ENABLE_API_KEYS: true },
};
const GROUPS_POLICY: GroupsPolicy = {
  allowDuplicateNames: false,
  defaultShare: 'members',
  permissionDefaults: permissionDefaultsFrom({}),
};

/** What the operator and the administrators have decided, in the words of specifications. */
interface Policy extends Pick<UsersPolicy, 'initialAdministrator' | 'passwordRule' | 'tokenExchange'> {
  readonly signUp: SignUpPolicy;
  readonly defaultRole: Role;
  /** Null: sessions do not expire. */
  readonly sessionLifetimeMs: number | null;
  /** Whatever else is set. */
  readonly admin?: Partial<SettingsInForce['admin']>;
  /** Of the directory that people may sign in with; without it, none. */
  readonly ldap?: Partial<LdapServerSettings>;
  readonly oauth?: Partial<OAuthSettings>;
}

/** The one query that goes through more than it answers with: of many, who were registered within a range of time, in another order. */
const isRangeGoneThrough: ServedOtherwise = (_definition, { where = {}, sort: [first] = [] }) =>
  isFieldCondition(where['createdAt'] ?? null) && first !== undefined && first.field !== 'createdAt';

/** One of an installation's processes. */
export interface UsersProcess {
  readonly users: UsersApplication;
  readonly groups: GroupsApplication;
  readonly projector: Projector;
  stop(): Promise<void>;
}

export interface ProcessOptions {
  readonly policy?: Partial<Policy>;
  readonly groupsPolicy?: Partial<GroupsPolicy>;
  /** Who may have API keys, where that is not what is set. */
  readonly apiKeys?: ApiKeyPolicy;
  /** Stands between the process and the log, to fail it. */
  readonly through?: (eventStore: EventStore) => EventStore;
  readonly observer?: ProjectorObserver;
}

/** The users context on memory adapters: several processes, one after the other or at once, over one log. */
export class UsersInstallation {
  private readonly log = new MemoryLog();
  private readonly processes: UsersProcess[] = [];
  /** What was wrong with the directory. */
  readonly faults: string[] = [];
  /** Whose subscriptions the billing context was told to end. */
  readonly endedSubscriptions: string[] = [];
  isBillingAway = false;
  /** Default groups that were not there. */
  readonly missingGroups: string[] = [];

  private constructor(
    private readonly masterKey: Buffer,
    private readonly keys: DataKeyStore,
    readonly sealing: Sealing,
    readonly documentStore: DocumentStore,
  ) {}

  static async open(): Promise<UsersInstallation> {
    const [masterKey, keys] = [randomBytes(32), createMemoryDataKeyStore()];
    const sealing = await createSealing({ masterKey, keys });
    const documents = withServedQueries(openMemoryDocumentStore(usersCollections), isRangeGoneThrough);
    return new UsersInstallation(masterKey, keys, sealing, documents);
  }

  /** What seals with a copy of the key store as it is now, whatever becomes of the key store itself. */
  async copyOfSealing(): Promise<Sealing> {
    const copy = createMemoryDataKeyStore();
    for (const key of await this.keys.all()) await copy.add(key, 'always');
    return await createSealing({ masterKey: this.masterKey, keys: copy });
  }

  startProcess({
    policy,
    groupsPolicy,
    apiKeys,
    through = (store) => store,
    observer,
  }: ProcessOptions = {}): UsersProcess {
    const eventStore = through(openMemoryEventStore(this.log));
    const projector = new Projector(
      createUsersProjection(this.sealing),
      eventStore,
      this.documentStore,
      observer,
    );
    projector.start();
    const inForce = { ...POLICY, ...policy };
    const settings = { current: () => Promise.resolve(settingsOf(inForce)), forget: () => undefined };
    const parts = {
      eventStore,
      documentStore: this.documentStore,
      sealing: this.sealing,
      stamp: createEventStamp(() => Promise.resolve(null)),
      progress: projector,
    };
    const groups = createGroupsApplication(parts, { ...GROUPS_POLICY, ...groupsPolicy });
    const users = createUsersApplication(
      {
        ...parts,
        passwords: PASSWORDS,
        ldap: { ask: askLdapDirectory, noteFault: (reason) => void this.faults.push(reason) },
        settings,
        apiKeys: { ...apiKeyPolicyOf(settings, groups.userPermissions), ...apiKeys },
        subscriptions: {
          endWithAccount: (userId) => {
            if (this.isBillingAway) throw errors.unavailable('billing service');
            this.endedSubscriptions.push(userId);
            return Promise.resolve();
          },
        },
        noteUnfollowedGroups: (reason) => void this.faults.push(reason),
        noteMissingGroup: (groupId) => void this.missingGroups.push(groupId),
        groups,
      },
      {
        isFirstLetIn: inForce.signUp !== 'closed',
        outbound: { allowPrivate: true },
        tokenExchange: inForce.tokenExchange,
        passwordRule: inForce.passwordRule,
        initialAdministrator: inForce.initialAdministrator,
      },
    );
    const process: UsersProcess = {
      users,
      groups,
      projector,
      stop: async () => {
        await users.firstAdministratorProcess.stop();
        await users.accounts.unfinishedProcesses.stop();
        await projector.stop();
      },
    };
    this.processes.push(process);
    return process;
  }

  async close(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.stop()));
  }

  /** Resolves when reads show everything that happened, in whichever process projects. */
  async shown(): Promise<void> {
    const last = (await this.history()).at(-1);
    const running = this.processes.filter(({ projector }) => projector.status.state !== 'stopped');
    if (last === undefined || running[0] === undefined) return;
    if (!(await running[0].projector.waitFor(last.position, Date.now() + 10_000))) {
      throw new Error('Nothing is projected');
    }
  }

  /** Something that no command leads to; resolves once reads show it. */
  async record(stream: string, { type, data }: UsersEvent): Promise<void> {
    const metadata = await createEventStamp(() => Promise.resolve(null))(call());
    const { position } = await openMemoryEventStore(this.log).append(
      stream,
      [{ id: randomUUID(), type, data, metadata: metadata as unknown as JsonObject }],
      'new',
      { deadline: Date.now() + 10_000 },
    );
    await Promise.all(
      this.processes.map(({ projector }) => projector.waitFor(position, Date.now() + 10_000)),
    );
  }

  /** Everything that happened, in order. */
  async history(): Promise<readonly (RecordedEvent & UsersEvent)[]> {
    const events: (RecordedEvent & UsersEvent)[] = [];
    for await (const event of openMemoryEventStore(this.log).readAll()) {
      events.push(event as unknown as RecordedEvent & UsersEvent);
    }
    return events;
  }

  async historyOf<Type extends (UsersEvent | GroupsEvent)['type']>(
    type: Type,
  ): Promise<readonly (RecordedEvent & Extract<UsersEvent | GroupsEvent, { readonly type: Type }>)[]> {
    const events = (await this.history()).filter((event) => (event.type as string) === type);
    return events as unknown as (RecordedEvent &
      Extract<UsersEvent | GroupsEvent, { readonly type: Type }>)[];
  }
}

/** A call as the gateway makes it. */
export function call(overrides: Partial<CallContext> = {}): CallContext {
  return {
    principal: ANONYMOUS,
    requestId: randomUUID(),
    commandId: randomUUID(),
    commandHash: randomBytes(32).toString('hex'),
    deadline: Date.now() + 10_000,
    ip: null,
    userAgent: null,
    traceparent: null,
    ...overrides,
  };
}

export const signedIn = (
  id: string,
  role: Principal['role'],
  sessionId: string | null = null,
): Principal => ({
  kind: 'user',
  id,
  role,
  sessionId,
  authMethod: 'session',
});

/** A session, where nothing else is asked for. */
export function started(outcome: SignInOutcome | AddedUser): StartedSession & Visibility {
  if (!('sessionId' in outcome)) throw new Error(`No session, but ${JSON.stringify(outcome)}`);
  return outcome;
}

/** Somebody with an account that an administrator has added, and their session. */
export async function add(
  { users }: Pick<UsersProcess, 'users'>,
  administrator: Principal,
  name: string,
  role: Role = 'user',
) {
  const { user, sessionId } = started(
    await users.addUser.execute({ ...account(name), role }, call({ principal: administrator })),
  );
  return { ...user, sessionId, principal: signedIn(user.id, role, sessionId) };
}

export const account = (name: string) => ({
  name,
  email: `${name.toLowerCase()}@example.com`,
  password: `${name}'s password`,
  profileImageUrl: '/user.png',
});

/** Open WebUI's defaults, but for what the policy says. */
export function settingsOf({
  signUp = 'first-only',
  defaultRole = 'pending',
  sessionLifetimeMs = null,
  admin = {},
  ldap,
  oauth = {},
}: Partial<Policy>): SettingsInForce {
  const settings = {
    admin: {
      ...defaultsOf('admin'),
      ENABLE_SIGNUP: signUp === 'open',
      DEFAULT_USER_ROLE: defaultRole,
      JWT_EXPIRES_IN: sessionLifetimeMs === null ? '-1' : `${String(sessionLifetimeMs)}ms`,
      ...admin,
    },
    ldap: { ENABLE_LDAP: ldap !== undefined },
    'ldap/server': { ...defaultsOf('ldap/server'), ...ldap },
    oauth: { ...defaultsOf('oauth'), ...oauth },
  };
  return settings as SettingsInForce;
}

function defaultsOf(section: string): JsonObject {
  const fields = SECTIONS.find(({ name }) => name === section)?.fields ?? {};
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]): [string, JsonValue] => [name, field.default]),
  );
}
