import { LIFETIME_ALLOWED, mayEndSessions } from '@reeve/contracts';
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

/** The same of a section that was just changed: with whether every session has ended by that, where it may. */
export function changedSchema(section: Section): JsonSchema {
  if (!mayEndSessions(section)) return answerSchema(section);
  const { properties, required, ...whole } = answered(section);
  return {
    title: `Changed${typeName(section.title)}`,
    ...whole,
    properties: { ...(properties as JsonSchema), sessions_revoked: { type: 'boolean' } },
    required: [...(required as readonly string[]), 'sessions_revoked'],
  };
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
  /** What it goes by. Undefined: it does not go this way. */
  readonly nameOf: (name: string, field: Field) => string | undefined;
  readonly isNullable: (field: Field) => boolean;
  /** Said of a field, beside its type. */
  readonly notes: (field: Field) => JsonSchema;
}

const TAKEN: Direction = {
  isRequired: ({ absent }) => absent === 'refused',
  nameOf: (name, { postedAs, fixed }) => (fixed === true ? undefined : (postedAs ?? name)),
  isNullable: ({ nullable, nullMeans }) => nullable || nullMeans !== undefined,
  notes: ({ absent, default: fallback, filled }) => ({
    ...(absent === 'default' ? { default: fallback } : {}),
    ...(filled === true ? { minLength: 1 } : {}),
    ...(absent === 'unchanged' ? { description: 'Stays as it is when absent.' } : {}),
    ...(absent === 'null' ? { default: null } : {}),
  }),
};

const ANSWERED: Direction = {
  isRequired: () => true,
  nameOf: (name) => name,
  isNullable: ({ nullable }) => nullable,
  notes: () => ({}),
};

function fieldsSchema(fields: Readonly<Record<string, Field>>, direction: Direction): JsonSchema {
  const entries = Object.entries(fields).flatMap(([name, field]): [string, Field][] => {
    const shown = direction.nameOf(name, field);
    return shown === undefined ? [] : [[shown, field]];
  });
  const required = entries.filter(([, field]) => direction.isRequired(field)).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, field]) => [name, fieldSchema(field, direction)])),
    ...(required.length === 0 ? {} : { required }),
  };
}

function fieldSchema(field: Field, direction: Direction): JsonSchema {
  const schema = { ...direction.notes(field), ...valueSchema(field.type, direction) };
  if (!direction.isNullable(field)) return schema;
  const { anyOf, type, enum: values } = schema as Nullable;
  return anyOf === undefined
    ? {
        ...schema,
        type: [type, 'null'].flat(),
        ...(values === undefined ? {} : { enum: [...values, null] }),
      }
    : { ...schema, anyOf: [...anyOf, { type: 'null' }] };
}

interface Nullable {
  readonly anyOf?: readonly JsonSchema[];
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
}

function valueSchema(type: ValueType, direction: Direction): JsonSchema {
  switch (type.kind) {
    case 'boolean':
      return { type: 'boolean' };
    case 'integer':
      return integerSchema(type);
    case 'choice':
      return { type: [...new Set(type.of.map((each) => typeof each))], enum: [...type.of] };
    case 'translations':
      return {
        type: 'object',
        additionalProperties: { type: 'object', additionalProperties: { type: 'string' } },
        description: 'By language, by text of the interface: what stands there instead.',
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

function integerSchema({ min, orEmpty }: Extract<ValueType, { kind: 'integer' }>): JsonSchema {
  const integer = {
    type: 'integer',
    minimum: min ?? Number.MIN_SAFE_INTEGER,
    maximum: Number.MAX_SAFE_INTEGER,
  };
  if (orEmpty !== true) return integer;
  return { anyOf: [integer, { type: 'string', pattern: '^[0-9]*$' }], description: '`""` stands for none.' };
}

function textNotes({
  secret,
  address,
  format,
  separated,
}: Extract<ValueType, { kind: 'string' }>): JsonSchema {
  if (format === 'lifetime') return { description: `Must be ${LIFETIME_ALLOWED}.` };
  if (separated === true) return { description: 'Separated by commas.' };
  if (secret !== undefined) {
    return { description: 'A secret: leaves as a mask, and the mask may be written back.' };
  }
  return address === true ? { description: 'No user name or password may be in it.' } : {};
}
