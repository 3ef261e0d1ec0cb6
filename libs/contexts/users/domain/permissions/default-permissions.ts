import { isPermissionLeaf, PERMISSION_LEAVES } from '@reeve/contracts';
import type {
  DefaultPermissionsChanged,
  PermissionChange,
  PermissionLeaf,
  PermissionValues,
} from '@reeve/contracts';

/** Leaves that were ever stored. */
export interface DefaultPermissionsState {
  readonly stored: PermissionValues;
}

export interface ChangeDefaultPermissions {
  readonly kind: 'change';
  /** Leaves that are absent stay as they are. */
  readonly values: PermissionValues;
}

/** What everybody may, whichever groups they are in. */
export const defaultPermissionsDecider = {
  initialState: { stored: new Map() } as DefaultPermissionsState,

  decide(
    { values }: ChangeDefaultPermissions,
    { stored }: DefaultPermissionsState,
  ): readonly DefaultPermissionsChanged[] {
    const permissions: Record<string, PermissionChange> = {};
    for (const leaf of PERMISSION_LEAVES.keys()) {
      const value = values.get(leaf);
      const old = stored.get(leaf) ?? null;
      if (value !== undefined && value !== old) permissions[leaf] = { old, new: value };
    }
    if (Object.keys(permissions).length === 0) return [];
    return [{ type: 'users.default-permissions.changed.v1', data: { permissions } }];
  },

  evolve(state: DefaultPermissionsState, event: DefaultPermissionsChanged): DefaultPermissionsState {
    // Widened: events of a later version may stand in the stream.
    const type: string = event.type;
    if (type !== 'users.default-permissions.changed.v1') return state;
    return { stored: new Map([...state.stored, ...storedBy(event)]) };
  },
};

/** The leaves of an event that this version knows: a later one may have written it. */
export function storedBy({ data }: DefaultPermissionsChanged): PermissionValues {
  const known = Object.entries(data.permissions).filter(([leaf]) => isPermissionLeaf(leaf));
  return new Map(known.map(([leaf, change]) => [leaf as PermissionLeaf, change.new]));
}
