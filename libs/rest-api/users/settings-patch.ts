import { isJsonObject, validationFailed } from '@reeve/contracts';
import type { JsonObject, Principal } from '@reeve/contracts';

/**
 * The patch without what somebody may not set for themselves, which is left out without a word, as Open WebUI does: tool servers
 * of one's own are for administrators, because the permission for them is not given by default.
 *
 * @throws ReeveError `REQUEST-INVALID` 422 for a `ui` that is no object.
 */
export function settingsOf({ role }: Pick<Principal, 'role'>, patch: JsonObject): JsonObject {
  const { ui } = patch;
  if (ui === undefined || ui === null) return patch;
  if (!isJsonObject(ui)) {
    throw validationFailed([
      { loc: ['body', 'ui'], type: 'dict_type', msg: 'Input should be a valid dictionary' },
    ]);
  }
  if (role === 'admin') return patch;
  return { ...patch, ui: Object.fromEntries(Object.entries(ui).filter(([key]) => key !== 'toolServers')) };
}
