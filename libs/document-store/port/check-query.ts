import type {
  CollectionDefinition,
  FieldCondition,
  FindOptions,
  Place,
  Scalar,
  Where,
} from './document-store.js';
import { InvalidQueryError } from './document-store.errors.js';
import { isOfType } from './field-value.js';

export const MAX_LIMIT = 10_000;

const RANGE_OPERATORS = ['gt', 'gte', 'lt', 'lte'] as const satisfies readonly (keyof FieldCondition)[];

/**
 * @throws InvalidQueryError when the query asks for what the collection does not declare, compares a field with a value of
 *   another type (stores order types differently), or is out of range.
 */
export function checkQuery(definition: CollectionDefinition, options: Partial<FindOptions>): void {
  checkWhere(definition, options.where ?? {});
  for (const { field } of options.sort ?? []) checkField(definition, field);
  if (options.search !== undefined && (definition.searchable ?? []).length === 0) {
    throw new InvalidQueryError(`${definition.name} declares no searchable field`);
  }
  if (options.after !== undefined) checkPlace(definition, options.sort ?? [], options.after);
  checkCount('limit', options.limit ?? 0, MAX_LIMIT);
  checkCount('offset', options.offset ?? 0, Number.MAX_SAFE_INTEGER);
}

export function checkField(definition: CollectionDefinition, field: string): void {
  if (!Object.hasOwn(definition.fields, field)) {
    throw new InvalidQueryError(`${definition.name} declares no field "${field}"`);
  }
}

/** Tells the parts of a condition from a bare value, which stands for equality. */
export function isFieldCondition(condition: Scalar | FieldCondition): condition is FieldCondition {
  return typeof condition === 'object' && condition !== null;
}

function checkWhere(definition: CollectionDefinition, where: Where): void {
  for (const [field, condition] of Object.entries(where)) {
    checkField(definition, field);
    if (!isFieldCondition(condition)) {
      checkComparable(definition, field, condition);
      continue;
    }
    const unknown = Object.keys(condition).find(
      (name) => name !== 'in' && !(RANGE_OPERATORS as readonly string[]).includes(name),
    );
    if (unknown !== undefined) throw new InvalidQueryError(`"${unknown}" is not a condition on ${field}`);
    checkCount(`Values in ${field}`, condition.in?.length ?? 0, MAX_LIMIT);
    for (const value of condition.in ?? []) checkComparable(definition, field, value);
    for (const operator of RANGE_OPERATORS) {
      const bound = condition[operator];
      if (bound === undefined) continue;
      if (definition.fields[field] === 'boolean') {
        throw new InvalidQueryError(`${definition.name}.${field} is a boolean: it has no ${operator}`);
      }
      checkComparable(definition, field, bound);
    }
  }
}

function checkPlace(
  definition: CollectionDefinition,
  [first, ...others]: NonNullable<FindOptions['sort']>,
  { value }: Place,
): void {
  if (others.length > 0) throw new InvalidQueryError('A place is one in the order of one field');
  if ((first === undefined) !== (value === undefined)) {
    throw new InvalidQueryError('A place has a value exactly where a field is sorted by');
  }
  if (first === undefined || value === undefined) return;
  if (definition.fields[first.field] === 'boolean') {
    throw new InvalidQueryError(`${definition.name}.${first.field} is a boolean: it has no place`);
  }
  checkComparable(definition, first.field, value);
}

function checkComparable(definition: CollectionDefinition, field: string, value: Scalar): void {
  const type = definition.fields[field];
  if (value === null || (type !== undefined && isOfType(type, value))) return;
  throw new InvalidQueryError(`${definition.name}.${field} cannot be compared with a ${typeof value}`);
}

function checkCount(name: string, value: number, most: number): void {
  if (Number.isSafeInteger(value) && value >= 0 && value <= most) return;
  throw new InvalidQueryError(`${name} ${String(value)} is not a whole number from 0 to ${String(most)}`);
}
