import { isJsonObject } from '@reeve/contracts';
import type { JsonObject, JsonValue } from '@reeve/contracts';

/**
 * The schemas of OpenAPI 3.0 as those of 3.1, which are JSON Schema: what may be null has the type `null` as well. The
 * decorators know only `nullable`.
 */
export function toOpenApi31(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => toOpenApi31(item));
  if (!isJsonObject(value)) return value;
  const converted = Object.entries(value)
    .filter(([key, member]) => key !== 'nullable' || typeof member !== 'boolean')
    .map(([key, member]) => [key, toOpenApi31(member)] as const);
  const schema: JsonObject = Object.fromEntries(converted);
  return value['nullable'] === true ? orNull(schema) : schema;
}

function orNull(schema: JsonObject): JsonObject {
  const { type, enum: choices, allOf } = schema;
  // What `allOf` names is not null, whatever `type` beside it lets pass.
  if (typeof type !== 'string' || allOf !== undefined) return { anyOf: [schema, { type: 'null' }] };
  return {
    ...schema,
    type: [type, 'null'],
    ...(Array.isArray(choices) ? { enum: [...(choices as readonly JsonValue[]), null] } : {}),
  };
}
