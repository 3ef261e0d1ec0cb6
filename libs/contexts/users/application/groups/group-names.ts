import { groupsErrors } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';
import { readAggregate } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import type { Sealing } from '@reeve/sealing';
import {
  groupDecider,
  groupNameDecider,
  groupNameStream,
  groupStream,
  REGISTRATION_SECONDS,
} from '@reeve/users/domain';
import { stepOf } from '../command-call.js';
import type { GroupDocuments } from './group-documents.js';
import type { GroupsAggregates } from './groups-aggregates.js';

const NAME_PURPOSE = 'users.group-name';

/** A reservation as it was known, to give back. */
export interface KnownReservation {
  readonly name: string;
  readonly revision: number;
}

/** Sees to it that no two groups have one name, unless the operator lets them. */
export class GroupNames {
  constructor(
    private readonly eventStore: EventStore,
    private readonly aggregates: GroupsAggregates,
    private readonly documents: GroupDocuments,
    private readonly sealing: Pick<Sealing, 'fingerprint'>,
    private readonly allowDuplicates: boolean,
  ) {}

  /**
   * Reserves a name for a group, which has to take it in time.
   *
   * @returns until when, epoch milliseconds.
   * @throws ReeveError `GROUPS-NAME-TAKEN` 409; what the aggregate runner throws.
   */
  async reserve(name: string, groupId: string, call: CallContext): Promise<number> {
    if (this.allowDuplicates) return call.deadline;
    await this.assertUnused(name, groupId);
    const nameFingerprint = this.fingerprint(name);
    const now = Date.now();
    const at = new Date(now).toISOString();
    const withoutName = await this.holderWithout(name);
    await this.aggregates.names.execute(
      groupNameStream(nameFingerprint),
      { kind: 'reserve', nameFingerprint, groupId, at, withoutName },
      // Each attempt is decided anew: an earlier one's answer says nothing about who holds the name by now.
      stepOf(call, `reserve ${nameFingerprint} ${at}`),
    );
    return now + REGISTRATION_SECONDS * 1000;
  }

  /** The reservation that a group has of its name, before it gives it up; undefined where it has none. */
  async known(name: string, groupId: string): Promise<KnownReservation | undefined> {
    const state = await this.reservation(name);
    return state.status === 'reserved' && state.groupId === groupId
      ? { name, revision: state.revision }
      : undefined;
  }

  /** Gives a name back that the group has no more. Without it, the name would be free a minute later. */
  async release(
    { name, revision }: KnownReservation,
    groupId: string,
    reason: 'renamed' | 'deleted',
    call: CallContext,
  ): Promise<void> {
    const nameFingerprint = this.fingerprint(name);
    await this.aggregates.names.execute(
      groupNameStream(nameFingerprint),
      { kind: 'release', nameFingerprint, groupId, revision, reason },
      stepOf(call, `release ${nameFingerprint}`),
    );
  }

  /** Groups that came to be while names could be used twice have no reservation. */
  private async assertUnused(name: string, groupId: string): Promise<void> {
    const found = await this.documents.groups.find({ where: { deleted: false, name }, limit: 2 });
    if (found.some(({ id }) => id !== groupId)) throw groupsErrors.nameTaken();
  }

  /** Who holds the reservation, when that is no group of this name. */
  private async holderWithout(name: string): Promise<string | null> {
    const reservation = await this.reservation(name);
    if (reservation.status === 'free') return null;
    const group = await readAggregate(this.eventStore, groupDecider, groupStream(reservation.groupId));
    return group.status === 'existing' && group.name === name ? null : reservation.groupId;
  }

  private async reservation(name: string) {
    return await readAggregate(this.eventStore, groupNameDecider, groupNameStream(this.fingerprint(name)));
  }

  private fingerprint(name: string): string {
    return this.sealing.fingerprint(NAME_PURPOSE, name);
  }
}
