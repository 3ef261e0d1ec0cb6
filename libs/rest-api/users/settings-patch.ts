import { isJsonObject, validationFailed } from '@reeve/contracts';
import type { JsonObject, PermissionLeaf } from '@reeve/contracts';
import { INTERFACE_FIELDS } from './interface-fields.js';

/** Whether whoever writes has a permission. */
export type Holds = (permission: PermissionLeaf) => Promise<boolean>;

/** Keys of `ui` that take a permission. */
const GUARDED: readonly (readonly [PermissionLeaf, readonly string[]])[] = [
  ['features.direct_tool_servers', ['toolServers']],
  ['settings.interface', INTERFACE_FIELDS],
];

/**
 * The patch without what somebody may not set for themselves, which is left out without a word, as Open WebUI does: tool servers
 * of one's own, fields of the interface, and the address that notifications are sent to. A permission is asked for only where the
 * patch has something that takes it.
 *
 * @throws ReeveError `REQUEST-INVALID` 422 for a `ui` that is no object.
 */
export async function settingsOf(patch: JsonObject, holds: Holds): Promise<JsonObject> {
  const { ui } = patch;
  if (ui === undefined || ui === null) return patch;
  if (!isJsonObject(ui)) {
    throw validationFailed([
      { loc: ['body', 'ui'], type: 'dict_type', msg: 'Input should be a valid dictionary' },
    ]);
  }
  let left = ui;
  for (const [permission, keys] of GUARDED) {
    const guarded = keys.filter((key) => Object.hasOwn(left, key));
    if (guarded.length > 0 && !(await holds(permission))) left = without(left, guarded);
  }
  const { notifications } = left;
  if (isJsonObject(notifications) && Object.hasOwn(notifications, 'webhook_url')) {
    if (!(await holds('features.webhooks'))) {
      left = { ...left, notifications: without(notifications, ['webhook_url']) };
    }
  }
  return { ...patch, ui: left };
}

/**
 * Settings as pages go by them: `ui` over the installation's default interface settings.
 *
 * @param settings as they are kept; null: nothing yet.
 */
export function overDefaults(settings: JsonObject | null, defaults: JsonObject): JsonObject | null {
  if (Object.keys(defaults).length === 0) return settings;
  const ui = settings?.['ui'];
  return { ...settings, ui: { ...defaults, ...(isJsonObject(ui) ? ui : {}) } };
}

function without(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}
