import { GROUP_STREAMS, groupsErrors } from '@reeve/contracts';
import type { GroupNameEvent, GroupNameReleased } from '@reeve/contracts';
import { RESERVATION_SECONDS } from '../email-reservation.js';

/** `revision`: of the reservation, so that a release is of the very one that was known. */
export type GroupNameState =
  | { readonly status: 'free' }
  | {
      readonly status: 'reserved';
      readonly groupId: string;
      readonly reservedAt: string;
      readonly revision: number;
    };

export interface ReserveGroupName {
  readonly kind: 'reserve';
  readonly nameFingerprint: string;
  readonly groupId: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** A holder who was found not to have this name at this time; null when nobody was looked for. */
  readonly withoutName: string | null;
}

export interface ReleaseGroupName {
  readonly kind: 'release';
  readonly nameFingerprint: string;
  readonly groupId: string;
  /** Of the reservation that is given back: one that was renewed since is another command's. */
  readonly revision: number;
  readonly reason: 'renamed' | 'deleted';
}

export type GroupNameCommand = ReserveGroupName | ReleaseGroupName;

export const groupNameStream = (nameFingerprint: string): string => `${GROUP_STREAMS.name}${nameFingerprint}`;

/**
 * One name, one group. Reserved before the group has it and released after it has it no more, with the same times as an
 * e-mail's reservation: whatever ends a command in between, the name can be taken over a minute later.
 */
export const groupNameDecider = {
  initialState: { status: 'free' } as GroupNameState,

  decide(command: GroupNameCommand, state: GroupNameState): readonly GroupNameEvent[] {
    switch (command.kind) {
      case 'reserve':
        return reserve(command, state);
      case 'release':
        return release(command, state);
      default:
        return command satisfies never;
    }
  },

  evolve(state: GroupNameState, event: GroupNameEvent, revision: number): GroupNameState {
    switch (event.type) {
      case 'users.group-name.reserved.v1': {
        const { groupId, reservedAt } = event.data;
        return { status: 'reserved', groupId, reservedAt, revision };
      }
      case 'users.group-name.released.v1':
        return { status: 'free' };
      default:
        event satisfies never;
        return state;
    }
  },
};

function reserve(command: ReserveGroupName, state: GroupNameState): readonly GroupNameEvent[] {
  const { nameFingerprint, groupId, at } = command;
  const reserved: GroupNameEvent = {
    type: 'users.group-name.reserved.v1',
    data: { nameFingerprint, groupId, reservedAt: at },
  };
  // One's own is renewed, so that the time to take the name in runs from now.
  if (state.status === 'free' || state.groupId === groupId) return [reserved];
  if (!isAbandoned(state, command)) throw groupsErrors.nameTaken();
  return [released(nameFingerprint, state.groupId, 'abandoned'), reserved];
}

function release(command: ReleaseGroupName, state: GroupNameState): readonly GroupNameEvent[] {
  const { nameFingerprint, groupId, revision, reason } = command;
  const isHeld = state.status === 'reserved' && state.groupId === groupId && state.revision === revision;
  return isHeld ? [released(nameFingerprint, groupId, reason)] : [];
}

function isAbandoned(
  state: { readonly groupId: string; readonly reservedAt: string },
  { at, withoutName }: ReserveGroupName,
): boolean {
  const seconds = (Date.parse(at) - Date.parse(state.reservedAt)) / 1000;
  return withoutName === state.groupId && seconds >= RESERVATION_SECONDS;
}

function released(
  nameFingerprint: string,
  groupId: string,
  reason: GroupNameReleased['data']['reason'],
): GroupNameReleased {
  return { type: 'users.group-name.released.v1', data: { nameFingerprint, groupId, reason } };
}
