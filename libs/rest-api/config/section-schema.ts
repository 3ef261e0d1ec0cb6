import type { Field, Section, ValueType } from '@reeve/contracts';

/** A JSON Schema (2020-12, as OpenAPI 3.1 has it). */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Always true, as Open WebUI's `status` is. */
export const TRUE = { type: 'boolean', enum: [true] };

/** The body of a section's POST, or of anything else that is declared in a section's words. */
export function requestSchema({ fields }: Pick<Section, 'fields'>): JsonSchema {
  return fieldsSchema(fields, (field) => field.absent === 'refused');
}

/** A section as it is answered: every field is there, or the one field's value that its declaration answers alone. */
export function answerSchema(section: Section): JsonSchema {
  const whole = fieldsSchema(section.fields, () => true);
  const { answer } = section;
  const alone = answer === undefined ? undefined : section.fields[answer.only];
  if (answer === undefined || alone === undefined) return whole;
  return answer.unlessAsked === undefined ? fieldSchema(alone) : { anyOf: [...alternatives(alone), whole] };
}

/** One alternative beside others, each of one type: that is what programs that read unions expect. */
function alternatives({ type, nullable }: Field): readonly JsonSchema[] {
  return nullable ? [valueSchema(type), { type: 'null' }] : [valueSchema(type)];
}

function fieldsSchema(
  fields: Readonly<Record<string, Field>>,
  isRequired: (field: Field) => boolean,
): JsonSchema {
  const entries = Object.entries(fields);
  const required = entries.filter(([, field]) => isRequired(field)).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, field]) => [name, fieldSchema(field)])),
    ...(required.length === 0 ? {} : { required }),
  };
}

function fieldSchema(field: Field): JsonSchema {
  const schema = valueSchema(field.type);
  if (!field.nullable) return schema;
  const { anyOf, type } = schema as { anyOf?: readonly JsonSchema[]; type?: string };
  return anyOf === undefined
    ? { ...schema, type: [type, 'null'] }
    : { ...schema, anyOf: [...anyOf, { type: 'null' }] };
}

function valueSchema(type: ValueType): JsonSchema {
  switch (type.kind) {
    case 'boolean':
      return { type: 'boolean' };
    case 'integer':
      return {
        type: 'integer',
        minimum: type.min ?? Number.MIN_SAFE_INTEGER,
        maximum: Number.MAX_SAFE_INTEGER,
      };
    case 'string':
      return {
        type: 'string',
        ...(type.secret === undefined
          ? {}
          : { description: 'A secret: leaves as a mask, and the mask may be written back.' }),
      };
    case 'object':
      return { type: 'object', additionalProperties: true };
    case 'headers':
      return {
        anyOf: [{ type: 'object', additionalProperties: true }, { type: 'string' }],
        description: 'HTTP headers, as an object or as its JSON text. Every value is a secret.',
      };
    case 'list':
      return { type: 'array', items: valueSchema(type.of) };
    case 'map':
      return { type: 'object', additionalProperties: valueSchema(type.of) };
    case 'record':
      return {
        ...fieldsSchema(type.fields, (field) => field.absent === 'refused'),
        additionalProperties: type.extras !== 'dropped',
      };
  }
}
