import { isJsonObject } from '@reeve/contracts';
import type { JsonObject, JsonValue } from '@reeve/contracts';

/**
 * Moves every schema with a title from where it is used to where it can be referred to by that name: a body that many
 * operations take is one type for whoever generates a client.
 *
 * @param document of OpenAPI 3.1.
 * @throws Error when two different schemas have the same title.
 */
export function nameSchemas(document: JsonObject): JsonObject {
  const components = asObject(document['components']);
  const schemas = new Map(Object.entries(asObject(components['schemas'])));
  const paths = withReferences(document['paths'] ?? {}, (title, schema) => {
    const known = schemas.get(title);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(schema)) {
      throw new Error(`Two schemas have the title ${title}`);
    }
    schemas.set(title, schema);
  });
  return { ...document, paths, components: { ...components, schemas: Object.fromEntries(schemas) } };
}

function withReferences(value: JsonValue, name: (title: string, schema: JsonObject) => void): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => withReferences(item, name));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const { title, ...schema } = key === 'schema' ? asObject(member) : {};
      if (typeof title !== 'string') return [key, withReferences(member, name)];
      name(title, schema);
      return [key, { $ref: `#/components/schemas/${title}` }];
    }),
  );
}

function asObject(value: JsonValue | undefined): JsonObject {
  return value !== undefined && isJsonObject(value) ? value : {};
}
