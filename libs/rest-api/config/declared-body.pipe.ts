import type { PipeTransform, Type } from '@nestjs/common';
import { isJsonObject, readPosted, validationFailed } from '@reeve/contracts';
import type { Field, JsonObject, JsonValue, Section } from '@reeve/contracts';
import { ValidateBy, validateSync } from 'class-validator';

/** A section, or anything else that is declared in its words. */
export type Declaration = Pick<Section, 'title' | 'fields'>;

/**
 * A body that a declaration describes, validated by class-validator: a DTO class is made from it, each property of which must
 * conform to its field. What is wrong inside a field is named with the path to it.
 *
 * @throws ReeveError `REQUEST-INVALID` 422 with every issue found.
 */
export class DeclaredBodyPipe implements PipeTransform<unknown, JsonObject> {
  private readonly fields: ReadonlyMap<string, Field>;
  private readonly dto: Type<object>;

  constructor(declaration: Declaration) {
    this.fields = postedFields(declaration);
    this.dto = dtoOf(declaration.title, this.fields);
  }

  transform(body: unknown): JsonObject {
    if (!isJsonObject(body)) {
      const msg = 'Input should be a valid dictionary or object to extract fields from';
      throw validationFailed([
        { loc: ['body'], type: body === undefined ? 'missing' : 'model_attributes_type', msg },
      ]);
    }
    const declared: Record<string, JsonValue> = {};
    for (const name of this.fields.keys()) {
      if (Object.hasOwn(body, name)) declared[name] = body[name] as JsonValue;
    }
    const found = validateSync(Object.assign(new this.dto(), declared), { forbidUnknownValues: true });
    const issues = found.flatMap(({ property }) =>
      issuesOf(this.fields.get(property), declared[property], property),
    );
    if (issues.length > 0) throw validationFailed(issues);
    return declared;
  }
}

/** By the names that they have in a POST. */
function postedFields({ fields }: Declaration): ReadonlyMap<string, Field> {
  const entries = Object.entries(fields).filter(([, { fixed }]) => fixed !== true);
  return new Map(entries.map(([name, field]) => [field.postedAs ?? name, field]));
}

function dtoOf(title: string, fields: ReadonlyMap<string, Field>): Type<object> {
  class Dto {
    [field: string]: unknown;
  }
  Object.defineProperty(Dto, 'name', { value: `${title.replaceAll(' ', '')}Body` });
  for (const [name, field] of fields) conformsTo(field)(Dto.prototype, name);
  return Dto;
}

/** class-validator's side of a declared field. */
function conformsTo(field: Field): PropertyDecorator {
  return ValidateBy({
    name: 'conformsToField',
    validator: {
      validate: (value: unknown, args) =>
        issuesOf(field, value as JsonValue | undefined, args?.property ?? '').length === 0,
    },
  });
}

function issuesOf(field: Field | undefined, value: JsonValue | undefined, name: string) {
  const loc = ['body', name];
  if (field === undefined) return [];
  if (value !== undefined) return readPosted(field, value, loc).issues;
  return field.absent === 'refused' ? [{ loc, msg: 'Field required', type: 'missing' }] : [];
}
