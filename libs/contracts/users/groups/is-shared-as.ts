import { isJsonObject } from '../../json.js';
import type { JsonObject } from '../../json.js';

/** Whether a list that is filtered by `share` shows the group: false wants exactly false, true all others (reference 5). */
export function isSharedAs(data: JsonObject | null, share: boolean): boolean {
  const config = data?.['config'];
  const isRefused = isJsonObject(config) && config['share'] === false;
  return share !== isRefused;
}
