import { groupsErrors, readPermissionTree, toPermissionTree, validationFailed } from '@reeve/contracts';
import type { JsonObject } from '@reeve/contracts';
import type { GroupDetails } from './group.js';
import { readGroupData } from './group-data.js';

/** What somebody sends to make or change a group. */
export interface GroupDraft {
  readonly name: string;
  readonly description: string;
  readonly permissions: JsonObject | null;
  readonly data: JsonObject | null;
}

/**
 * Checks what is said of a group before anything is done about it. @returns it with its name trimmed and its permissions read.
 *
 * @throws ReeveError `REQUEST-INVALID` 422 naming every permission that is unknown, and whatever else is wrong, by its path.
 */
export function checkGroupDraft(draft: GroupDraft): GroupDetails {
  const name = draft.name.trim();
  if (name === '') throw groupsErrors.nameEmpty();
  const { data, issues: dataIssues } = readGroupData(draft.data);
  const permissions =
    draft.permissions === null ? null : readPermissionTree(draft.permissions, ['body', 'permissions']);
  const issues = [...(permissions?.issues ?? []), ...dataIssues];
  if (issues.length > 0) throw validationFailed(issues);
  return {
    name,
    description: draft.description,
    permissions: permissions === null ? null : toPermissionTree(permissions.values),
    data,
  };
}
