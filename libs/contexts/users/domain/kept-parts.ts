import { accountErrors, isJsonObject } from '@reeve/contracts';
import type { JsonObject, JsonValue, KeptPart } from '@reeve/contracts';

/** Of a part as JSON, in UTF-8. It travels as a whole, sealed, before and after. */
const MAX_BYTES = 64 * 1024;

/**
 * What is kept once a patch was applied, by the part's own rule: `timezone` and `variables` are replaced; of `status` nulls
 * change nothing; `info` is merged key by key; `settings` too, and its `ui` once more, where null takes a key away.
 *
 * @param kept null: nothing so far.
 * @throws ReeveError `USERS-KEPT-TOO-LARGE` 422.
 */
export function keptAfter(part: KeptPart, kept: JsonObject | null, patch: JsonObject): JsonObject {
  const after = merged(part, kept ?? {}, patch);
  if (new TextEncoder().encode(JSON.stringify(after)).length > MAX_BYTES) {
    throw accountErrors.keptTooLarge(part, MAX_BYTES);
  }
  return after;
}

function merged(part: KeptPart, kept: JsonObject, patch: JsonObject): JsonObject {
  switch (part) {
    case 'timezone':
    case 'variables':
      return patch;
    case 'status':
      return { ...kept, ...without(patch, null) };
    case 'info':
      return { ...kept, ...patch };
    case 'settings':
      return mergedSettings(kept, patch);
  }
}

/** A `ui` that is null says nothing of it. */
function mergedSettings(kept: JsonObject, { ui, ...rest }: JsonObject): JsonObject {
  if (!isJsonObject(ui)) return { ...kept, ...rest };
  const before = kept['ui'];
  return { ...kept, ...rest, ui: without({ ...(isJsonObject(before) ? before : {}), ...ui }, null) };
}

function without(object: JsonObject, value: JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, each]) => each !== value));
}
