import type { Field, Section, ValueType } from '@reeve/contracts';

/** A JSON Schema (2020-12, as OpenAPI 3.1 has it). */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Always true, as Open WebUI's `status` is. */
export const TRUE = { type: 'boolean', enum: [true] };

/** The body of a section's POST, or of anything else that is declared in a section's words. */
export function requestSchema({ title, fields }: Pick<Section, 'title' | 'fields'>): JsonSchema {
  return { title: `${typeName(title)}Body`, ...fieldsSchema(fields, TAKEN) };
}

/** A section as it is answered: every field is there, or the one field's value that its declaration answers alone. */
export function answerSchema(section: Section): JsonSchema {
  return { title: typeName(section.title), ...answered(section) };
}

function answered({ fields, answer }: Section): JsonSchema {
  const whole = fieldsSchema(fields, ANSWERED);
  const alone = answer === undefined ? undefined : fields[answer.only];
  if (answer === undefined || alone === undefined) return whole;
  if (answer.unlessAsked === undefined) return fieldSchema(alone, ANSWERED);
  // Each of one type: a union within a union is what programs that read the document stop at.
  const alternatives = [valueSchema(alone.type, ANSWERED), ...(alone.nullable ? [{ type: 'null' }] : [])];
  return { anyOf: [...alternatives, whole] };
}

/** `ToolServers` of `Tool servers`: what generated clients call the type. */
function typeName(title: string): string {
  return title
    .split(' ')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** Which way values go: what may be absent from a request is there in an answer. */
interface Direction {
  readonly isRequired: (field: Field) => boolean;
  /** Said of a field, beside its type. */
  readonly notes: (field: Field) => JsonSchema;
}

const TAKEN: Direction = {
  isRequired: ({ absent }) => absent === 'refused',
  notes: ({ absent, default: fallback }) => ({
    ...(absent === 'default' ? { default: fallback } : {}),
    ...(absent === 'unchanged' ? { description: 'Stays as it is when absent.' } : {}),
    ...(absent === 'null' ? { default: null } : {}),
  }),
};

const ANSWERED: Direction = { isRequired: () => true, notes: () => ({}) };

function fieldsSchema(fields: Readonly<Record<string, Field>>, direction: Direction): JsonSchema {
  const entries = Object.entries(fields);
  const required = entries.filter(([, field]) => direction.isRequired(field)).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, field]) => [name, fieldSchema(field, direction)])),
    ...(required.length === 0 ? {} : { required }),
  };
}

function fieldSchema(field: Field, direction: Direction): JsonSchema {
  const schema = { ...direction.notes(field), ...valueSchema(field.type, direction) };
  if (!field.nullable) return schema;
  const { anyOf, type } = schema as { anyOf?: readonly JsonSchema[]; type?: string };
  return anyOf === undefined
    ? { ...schema, type: [type, 'null'] }
    : { ...schema, anyOf: [...anyOf, { type: 'null' }] };
}

function valueSchema(type: ValueType, direction: Direction): JsonSchema {
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
      return { type: 'string', ...textNotes(type) };
    case 'object':
      return { type: 'object', additionalProperties: true };
    case 'headers':
      return {
        anyOf: [{ type: 'object', additionalProperties: true }, { type: 'string' }],
        description: 'HTTP headers, as an object or as its JSON text. Every value is a secret.',
      };
    case 'list':
      return { type: 'array', items: valueSchema(type.of, direction) };
    case 'map':
      return { type: 'object', additionalProperties: valueSchema(type.of, direction) };
    case 'record':
      return { ...fieldsSchema(type.fields, direction), additionalProperties: type.extras !== 'dropped' };
  }
}

function textNotes({ secret, address }: Extract<ValueType, { kind: 'string' }>): JsonSchema {
  if (secret !== undefined) {
    return { description: 'A secret: leaves as a mask, and the mask may be written back.' };
  }
  return address === true ? { description: 'No user name or password may be in it.' } : {};
}
