import { usersErrors } from '@reeve/contracts';
import type { CallContext, RequestOf, SignInOutcome, usersRpc } from '@reeve/contracts';
import { directoryPerson, signInRefusalStream } from '@reeve/users/domain';
import { v5 } from 'uuid';
import type { AdminSettings } from './admin-settings.js';
import type { ExternalAccount } from './external-account.js';
import type { FollowGroups } from './groups/follow-groups.js';
import type { AskDirectory } from './ldap-directory.js';
import type { UserDirectory } from './user-directory.js';
import type { UsersAggregates } from './users-aggregates.js';

/** The directory, and who is told why it could not be asked: whoever signs in is not. */
export interface LdapParts {
  readonly ask: AskDirectory;
  readonly noteFault: (reason: string) => void;
}

/** Milliseconds at most that a directory may take, and what is left of the call's time for all that follows. */
const MAX_WAIT_MS = 5_000;
const AFTERWARDS_MS = 2_000;

const NEW_GROUP = { description: 'Made when somebody in it signed in with LDAP', data: null };

/**
 * Somebody signs in with the name and password that the operator's directory knows them by. It is believed about their e-mail:
 * whoever has it there has the account that has it here, as in Open WebUI.
 */
export class LdapSignIn {
  constructor(
    private readonly settings: AdminSettings,
    private readonly ldap: LdapParts,
    private readonly directory: UserDirectory,
    private readonly accounts: ExternalAccount,
    private readonly aggregates: UsersAggregates,
    private readonly groups: FollowGroups,
  ) {}

  /**
   * @throws ReeveError `USERS-LDAP-OFF`, `USERS-CREDENTIALS-INVALID`, `USERS-LDAP-UNREACHABLE`, `USERS-LDAP-MISCONFIGURED`,
   *   `USERS-LDAP-EMAIL-MISSING` 400; those of {@link ExternalAccount.enter}.
   */
  async execute(
    { user, password }: RequestOf<typeof usersRpc.signInWithLdap>,
    call: CallContext,
  ): Promise<SignInOutcome> {
    const { admin, ldap, 'ldap/server': server } = await this.settings.current();
    if (!ldap.ENABLE_LDAP) throw usersErrors.ldapOff();
    const withinMs = Math.max(1, Math.min(MAX_WAIT_MS, call.deadline - Date.now() - AFTERWARDS_MS));
    const verdict = await this.ldap.ask(server, { user, password }, withinMs);
    switch (verdict.kind) {
      case 'known': {
        const { groups: names, ...person } = directoryPerson(verdict.entry, server);
        const role = admin.DEFAULT_USER_ROLE;
        const session = await this.accounts.enter({ ...person, role, method: 'ldap' }, call);
        const created = server.enable_group_creation ? NEW_GROUP : null;
        await this.groups.follow(session.user.id, { names, created, isBlocked: () => false }, call);
        return session;
      }
      case 'refused':
        await this.recordRefusal(user, call);
        throw usersErrors.credentialsInvalid();
      case 'unreachable':
        this.ldap.noteFault(verdict.reason);
        throw usersErrors.ldapUnreachable();
      case 'misconfigured':
        this.ldap.noteFault(verdict.reason);
        throw usersErrors.ldapMisconfigured();
      default:
        return verdict satisfies never;
    }
  }

  private async recordRefusal(user: string, call: CallContext): Promise<void> {
    // By what was tried too: guessing on under one Idempotency-Key must not go unrecorded.
    const refusalId = v5(call.commandHash ?? '', call.commandId);
    const emailFingerprint = this.directory.emailFingerprint(user);
    await this.aggregates.signInRefusals.execute(
      signInRefusalStream(refusalId),
      { kind: 'record', userId: null, emailFingerprint, reason: 'directory' },
      call,
    );
  }
}
