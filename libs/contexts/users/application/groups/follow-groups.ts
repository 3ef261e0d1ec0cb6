import { groupsErrors, ReeveError } from '@reeve/contracts';
import type { CallContext, JsonObject } from '@reeve/contracts';
import { systemCall } from '@reeve/event-sourcing';
import { v5 } from 'uuid';
import { untilShown } from '../until-shown.js';
import type { ChangeMembers } from './change-members.js';
import type { CreateGroup } from './create-group.js';
import type { GroupDocuments } from './group-documents.js';

/** Namespace of the ids of commands that follow one sign-in. */
const FOLLOWING = '0b8c1c56-9a57-4d6e-8b19-5a1f6f5b0c34';
const TAKEN = groupsErrors.nameTaken().code;
/** Of one name, where names may be used twice. */
const SAME_NAME = 100;

/** What a directory or an identity provider says of somebody's groups. */
export interface SaidGroups {
  /** Empty: it says nothing. */
  readonly names: readonly string[];
  /** How groups that are not there come to be; null: they do not. */
  readonly created: { readonly description: string; readonly data: JsonObject | null } | null;
  /** Of these, membership is left to administrators. */
  readonly isBlocked: (name: string) => boolean;
}

/**
 * Has somebody in the groups that who vouches for them says, and in no others, as in Open WebUI: groups are known by their names. Where
 * none are said nothing changes.
 */
export class FollowGroups {
  /** @param noteFault what could not be followed: it keeps nobody out, and is tried again at the next sign-in. */
  constructor(
    private readonly documents: GroupDocuments,
    private readonly changeMembers: ChangeMembers,
    private readonly createGroup: CreateGroup,
    private readonly noteFault: (reason: string) => void,
  ) {}

  /** Throws nothing. */
  async follow(userId: string, said: SaidGroups, call: CallContext): Promise<void> {
    const names = [...new Set(said.names.map((name) => name.trim()))].filter((name) => name !== '');
    if (names.length === 0) return;
    try {
      const current = await this.documents.many(await this.documents.directGroupIds(userId));
      for (const { groupId, name } of current) {
        if (names.includes(name) || said.isBlocked(name)) continue;
        const leaving = stepOf(call, `leave ${groupId}`);
        await this.noted(this.changeMembers.remove({ groupId, userIds: [userId] }, leaving));
      }
      const there = new Set(current.map(({ name }) => name));
      for (const name of names) {
        if (there.has(name) || said.isBlocked(name)) continue;
        await this.noted(this.join(userId, name, said, call));
      }
    } catch (error) {
      this.noteFault(reasonOf(error));
    }
  }

  private async join(userId: string, name: string, said: SaidGroups, call: CallContext): Promise<void> {
    for (const groupId of await this.named(name, said, call)) {
      await this.changeMembers.add({ groupId, userIds: [userId] }, stepOf(call, `join ${groupId}`));
    }
  }

  private async named(name: string, { created }: SaidGroups, call: CallContext): Promise<readonly string[]> {
    const found = await this.find(name);
    if (found.length > 0 || created === null) return found;
    try {
      const { group } = await this.createGroup.execute(
        { name, ...created, permissions: null, parentGroupId: null },
        stepOf(call, `create ${name}`),
      );
      return [group.id];
    } catch (error) {
      if (!(error instanceof ReeveError) || error.code !== TAKEN) throw error;
      // Somebody else signs in at the same time, and is said to be in it too.
      const made = await untilShown(async () => {
        const shown = await this.find(name);
        return shown.length > 0 ? shown : undefined;
      });
      return made ?? [];
    }
  }

  private async find(name: string): Promise<readonly string[]> {
    const found = await this.documents.groups.find({ where: { deleted: false, name }, limit: SAME_NAME });
    return found.map(({ id }) => id);
  }

  private async noted(change: Promise<unknown>): Promise<void> {
    try {
      await change;
    } catch (error) {
      this.noteFault(reasonOf(error));
    }
  }
}

/** By the system: nobody may put themselves into groups. */
function stepOf({ requestId, commandId }: CallContext, step: string): CallContext {
  return systemCall(requestId, v5(`${step} ${commandId}`, FOLLOWING));
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
