import type { ValidationError } from 'class-validator';
import type { ValidationIssue } from '@reeve/contracts';

/** FastAPI's name and wording for each constraint of class-validator that our DTOs use (reference 2.3). */
const KNOWN: Readonly<Record<string, { readonly type: string; readonly msg?: string }>> = {
  isString: { type: 'string_type', msg: 'Input should be a valid string' },
  isBoolean: { type: 'bool_parsing', msg: 'Input should be a valid boolean, unable to interpret input' },
  isInt: { type: 'int_parsing', msg: 'Input should be a valid integer' },
  isDecimal: { type: 'float_parsing', msg: 'Input should be a valid number' },
  isArray: { type: 'list_type', msg: 'Input should be a valid list' },
  isObject: { type: 'dict_type', msg: 'Input should be a valid dictionary' },
  nestedValidation: { type: 'model_attributes_type', msg: 'Input should be a valid dictionary or object' },
  min: { type: 'greater_than_equal' },
  max: { type: 'less_than_equal' },
  minLength: { type: 'string_too_short' },
  maxLength: { type: 'string_too_long' },
  matches: { type: 'string_pattern_mismatch' },
  isIn: { type: 'enum' },
  arrayMinSize: { type: 'too_short' },
  arrayMaxSize: { type: 'too_long' },
};

/** What class-validator found, in FastAPI's shape: the path to each field, one issue a field. */
export function toIssues(
  found: readonly ValidationError[],
  loc: readonly (string | number)[],
): readonly ValidationIssue[] {
  return found.flatMap((error) => {
    const path = [...loc, segment(error.property)];
    if (error.children !== undefined && error.children.length > 0) return toIssues(error.children, path);
    return [toIssue(error, path)];
  });
}

function toIssue(error: ValidationError, loc: readonly (string | number)[]): ValidationIssue {
  if (error.value === undefined) return { loc, type: 'missing', msg: 'Field required' };
  const [constraint = '', message = 'is not valid'] = Object.entries(error.constraints ?? {})[0] ?? [];
  const known = KNOWN[constraint];
  return { loc, type: known?.type ?? 'value_error', msg: known?.msg ?? message };
}

function segment(property: string): string | number {
  return /^\d+$/.test(property) ? Number(property) : property;
}
