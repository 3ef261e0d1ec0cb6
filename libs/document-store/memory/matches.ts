import { isFieldCondition, wellFormed } from '@reeve/document-store';
import type { FieldCondition, Scalar, Where } from '@reeve/document-store';
import { compareValues } from './compare.js';

export function matches(where: Where, valueOf: (field: string) => Scalar): boolean {
  return Object.entries(where).every(([field, condition]) =>
    isFieldCondition(condition)
      ? meets(condition, valueOf(field))
      : compareValues(valueOf(field), comparable(condition)) === 0,
  );
}

function meets(condition: FieldCondition, value: Scalar): boolean {
  if (
    condition.in !== undefined &&
    !condition.in.some((one) => compareValues(value, comparable(one)) === 0)
  ) {
    return false;
  }
  return (
    isWithin(condition.gt, value, (order) => order > 0) &&
    isWithin(condition.gte, value, (order) => order >= 0) &&
    isWithin(condition.lt, value, (order) => order < 0) &&
    isWithin(condition.lte, value, (order) => order <= 0)
  );
}

function isWithin(
  bound: string | number | undefined,
  value: Scalar,
  holds: (order: number) => boolean,
): boolean {
  if (bound === undefined) return true;
  return value !== null && holds(compareValues(value, comparable(bound)));
}

function comparable(value: Scalar): Scalar {
  return typeof value === 'string' ? wellFormed(value) : value;
}
