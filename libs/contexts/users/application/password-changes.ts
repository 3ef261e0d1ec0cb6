import { credentialErrors, USER_PURPOSES, userSubject } from '@reeve/contracts';
import type { CallContext, RequestOf, passwordsRpc, Visibility } from '@reeve/contracts';
import { readYourWrites } from '@reeve/event-sourcing';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import type { EventStore, Position } from '@reeve/event-store';
import type { Sealing } from '@reeve/sealing';
import { checkNewPassword, credentialStream } from '@reeve/users/domain';
import { actorIdOf, sessionStampOf, stepOf } from './command-call.js';
import type { PasswordHashing } from './password-hashing.js';
import type { PasswordRule } from './password-rule.js';
import type { PrimaryAdministrator } from './primary-administrator.js';
import { callingUser, registeredUser } from './registered-user.js';
import { ownSessionId } from './session-endings.js';
import type { FoundUser, UserDirectory } from './user-directory.js';
import type { UsersAggregates } from './users-aggregates.js';

export interface PasswordChangeParts {
  readonly eventStore: EventStore;
  readonly aggregates: UsersAggregates;
  readonly directory: UserDirectory;
  readonly primaryAdministrator: PrimaryAdministrator;
  readonly passwords: PasswordHashing;
  readonly rule: PasswordRule;
  readonly sealing: Sealing;
  readonly progress: ProjectionProgress;
}

/** Changes passwords, which ends sessions: a person's own change all but the one that asks, an administrator's all. */
export class PasswordChanges {
  constructor(private readonly parts: PasswordChangeParts) {}

  /**
   * @throws ReeveError `USERS-PASSWORD-INCORRECT` 400, those of {@link checkNewPassword} and of the installation's rule;
   *   `USERS-CREDENTIAL-CHANGED` 409 when somebody else changed it, or ended the sessions, meanwhile; what
   *   {@link PasswordHashing} throws.
   */
  async changeOwn(
    { password, newPassword }: RequestOf<typeof passwordsRpc.changeOwn>,
    call: CallContext,
  ): Promise<Visibility> {
    this.checkNew(newPassword);
    const { directory, passwords } = this.parts;
    const user = await callingUser(directory, call);
    const passwordHash = await directory.passwordHash(user);
    if (!(await passwords.matches(password, passwordHash, call.deadline))) {
      const changedBefore = await this.changedBefore(user.id, call);
      if (changedBefore === undefined) throw credentialErrors.passwordIncorrect();
      return await this.visibleAt(changedBefore, call);
    }
    return await this.change(
      user.id,
      newPassword,
      { provenUnder: user.document.sessionStamp, keptSessionId: ownSessionId(call) },
      call,
    );
  }

  /**
   * Before anything else is changed with it.
   *
   * @throws ReeveError those of {@link checkNewPassword} and of the installation's rule.
   */
  checkNew(password: string): void {
    checkNewPassword(password);
    this.parts.rule(password);
  }

  /**
   * Gives somebody a password, whatever theirs was. Of one's own sessions the one that asks goes on.
   *
   * @throws ReeveError `USERS-NOT-FOUND` 404, `USERS-CREDENTIALS-PROTECTED` 403; those of {@link checkNewPassword} and of the
   *   installation's rule; what {@link PasswordHashing} throws.
   */
  async changeFor(userId: string, newPassword: string, call: CallContext): Promise<Visibility> {
    this.checkNew(newPassword);
    const { id } = await registeredUser(this.parts.directory, userId);
    const keptSessionId = call.principal.id === id ? ownSessionId(call) : null;
    return await this.change(id, newPassword, { provenUnder: null, keptSessionId }, call);
  }

  /**
   * Keeps a password that was just proven under a stronger hash, if there is one. It is not worth failing a sign-in: what
   * cannot be done now is done at the next one.
   */
  async strengthen(user: FoundUser, password: string, call: CallContext): Promise<void> {
    const { aggregates, directory, passwords } = this.parts;
    try {
      const current = await directory.passwordHash(user);
      if (current === undefined || !passwords.isOutdated(current)) return;
      await aggregates.credentials.execute(
        credentialStream(user.id),
        {
          kind: 'rehash-password',
          userId: user.id,
          replaces: user.document.passwordHash,
          passwordHash: await this.seal(user.id, await passwords.hash(password, call.deadline)),
        },
        stepOf(call, 'strengthen password'),
      );
    } catch {
      // The hash there is is as good as it was.
    }
  }

  private async change(
    userId: string,
    newPassword: string,
    how: { readonly provenUnder: string | null; readonly keptSessionId: string | null },
    call: CallContext,
  ): Promise<Visibility> {
    const { aggregates, passwords, primaryAdministrator } = this.parts;
    const passwordHash = await passwords.hash(newPassword, call.deadline);
    const { position } = await aggregates.credentials.execute(
      credentialStream(userId),
      {
        kind: 'change-password',
        userId,
        passwordHash: await this.seal(userId, passwordHash),
        newStamp: sessionStampOf(call),
        actorId: actorIdOf(call),
        primaryAdministratorId: await primaryAdministrator.currentId(),
        ...how,
      },
      call,
    );
    return await this.visibleAt(position, call);
  }

  /** Whether this very command has changed the password: then the old one, which it proves, is the wrong one by now. */
  private async changedBefore(
    userId: string,
    { commandId, commandHash }: CallContext,
  ): Promise<Position | undefined> {
    for await (const { metadata, position } of this.parts.eventStore.readStream(credentialStream(userId))) {
      if (metadata['commandId'] === commandId && metadata['commandHash'] === commandHash) return position;
    }
    return undefined;
  }

  private async seal(userId: string, passwordHash: string): Promise<string> {
    return await this.parts.sealing.seal(userSubject(userId), USER_PURPOSES.passwordHash, passwordHash);
  }

  private async visibleAt(position: Position | undefined, call: CallContext): Promise<Visibility> {
    return { visible: await readYourWrites(this.parts.progress, position, call) };
  }
}
