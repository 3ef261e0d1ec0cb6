import { isJsonObject } from '@reeve/contracts';
import type { JsonObject, JsonValue, ValidationIssue } from '@reeve/contracts';

/** Who may share with a new group, unless it says so itself: anybody, nobody, or its members alone. */
export type GroupShare = boolean | 'members';

/**
 * Reads what somebody sent as a group's data: `config.default_models` are texts, trimmed, none empty, none twice (reference 11.1).
 *
 * @returns the data as it is kept, and what is wrong with it.
 */
export function readGroupData(data: JsonObject | null): {
  readonly data: JsonObject | null;
  readonly issues: readonly ValidationIssue[];
} {
  const config = data?.['config'];
  if (data === null || config === undefined || config === null) return { data, issues: [] };
  const loc = ['body', 'data', 'config'];
  if (!isJsonObject(config)) {
    return { data, issues: [{ loc, type: 'dict_type', msg: 'Input should be a valid dictionary' }] };
  }
  const models = config['default_models'];
  if (models === undefined || models === null) return { data, issues: [] };
  const issues = modelIssues(models, [...loc, 'default_models']);
  if (issues.length > 0) return { data, issues };
  const trimmed = (models as readonly string[]).map((model) => model.trim());
  return { data: { ...data, config: { ...config, default_models: trimmed } }, issues };
}

function modelIssues(models: JsonValue, loc: readonly string[]): readonly ValidationIssue[] {
  if (!Array.isArray(models)) return [{ loc, type: 'list_type', msg: 'Input should be a valid list' }];
  const seen = new Set<string>();
  return models.flatMap((model: JsonValue, index) => {
    const here = [...loc, index];
    if (typeof model !== 'string') {
      return [{ loc: here, type: 'string_type', msg: 'Input should be a valid string' }];
    }
    const name = model.trim();
    if (name === '') {
      return [{ loc: here, type: 'string_too_short', msg: 'String should have at least 1 character' }];
    }
    if (seen.has(name)) return [{ loc: here, type: 'value_error', msg: 'The model is given twice' }];
    seen.add(name);
    return [];
  });
}

/** What a group's data becomes by an update: `data` and `data.config` are merged, null changes nothing (reference 11.1). */
export function mergeGroupData(before: JsonObject | null, update: JsonObject | null): JsonObject | null {
  if (update === null) return before;
  const config = mergeConfigs(before?.['config'], update['config']);
  return { ...before, ...update, ...(config === undefined ? {} : { config }) };
}

function mergeConfigs(before: JsonValue | undefined, update: JsonValue | undefined): JsonValue | undefined {
  if (update === undefined || update === null) return before;
  return isJsonObject(before) && isJsonObject(update) ? { ...before, ...update } : update;
}

/** The data of a new group, with who may share with it. */
export function withDefaultShare(data: JsonObject | null, share: GroupShare): JsonObject {
  return mergeGroupData({ config: { share } }, data) ?? {};
}

/** Models that the group starts its members' chats with; empty: it does not say. */
export function defaultModelsOf(data: JsonObject | null): readonly string[] {
  const config = data?.['config'];
  const models = isJsonObject(config) ? config['default_models'] : undefined;
  return Array.isArray(models) ? models.filter((model) => typeof model === 'string') : [];
}
