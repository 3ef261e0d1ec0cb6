import { jsonEquals, usersErrors } from '@reeve/contracts';
import type { CallContext, JsonObject, KeptPart, Visibility } from '@reeve/contracts';
import type { EventStore } from '@reeve/event-store';
import { readYourWrites } from '@reeve/event-sourcing';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import { keptAfter, theUserIsThere, userStream } from '@reeve/users/domain';
import type { PersonalValues } from './personal-values.js';
import { readUser } from './read-user.js';
import { retryChangedMeanwhile } from './retry-changed-meanwhile.js';
import type { UsersAggregates } from './users-aggregates.js';

/** People change what is kept for them: settings, status, info, variables, time zone. */
export class ChangeKept {
  constructor(
    private readonly eventStore: EventStore,
    private readonly aggregates: UsersAggregates,
    private readonly values: PersonalValues,
    private readonly progress: ProjectionProgress,
  ) {}

  /**
   * @returns the whole part.
   * @throws ReeveError `USERS-KEPT-TOO-LARGE` 422; `USERS-SESSION-ENDED` 401 when the account is gone.
   */
  async execute(
    part: KeptPart,
    patch: JsonObject,
    call: CallContext,
  ): Promise<{ readonly value: JsonObject } & Visibility> {
    const { id: userId } = call.principal;
    if (userId === null) throw usersErrors.sessionEnded();
    return await retryChangedMeanwhile(() => this.attempt(userId, part, patch, call));
  }

  private async attempt(userId: string, part: KeptPart, patch: JsonObject, call: CallContext) {
    const user = theUserIsThere(await readUser(this.eventStore, userId));
    const old = user.kept[part];
    const before = await this.values.open(part, old);
    const kept = before === null ? null : (JSON.parse(before) as JsonObject);
    const value = keptAfter(part, kept, patch);
    // A client sends some of it at every start: no change, no event.
    if (kept !== null && jsonEquals(kept, value)) return { value, visible: true };
    const sealed = await this.values.seal(userId, part, JSON.stringify(value));
    const { position } = await this.aggregates.users.execute(
      userStream(userId),
      { kind: 'change-kept', userId, part, value: { old, new: sealed } },
      call,
    );
    return { value, visible: await readYourWrites(this.progress, position, call) };
  }
}
