import { applyDecorators } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { declareField, readAs } from './read-as.js';
import type { Read } from './read-as.js';

/** What every field of a DTO can say. A field is required and not nullable unless it says otherwise. */
export interface FieldOptions {
  readonly description?: string;
  /** May be absent. A default is the initialiser of the property. */
  readonly optional?: boolean;
  readonly nullable?: boolean;
  readonly example?: unknown;
}

/** One decorator a field: validation, Open WebUI's lax coercion (reference 2.3), and what the OpenAPI document says of it. */
function field(
  { optional = false, nullable = false, description, example }: FieldOptions,
  schema: ApiPropertyOptions,
  read: Read,
  checks: readonly PropertyDecorator[],
): PropertyDecorator {
  const documented = {
    ...schema,
    required: !optional,
    ...(nullable ? { nullable } : {}),
    ...(description === undefined ? {} : { description }),
    ...(example === undefined ? {} : { example }),
  } as ApiPropertyOptions;
  return applyDecorators(
    (prototype: object, name: string | symbol) => declareField(prototype, String(name), read),
    ApiProperty(documented),
    ValidateIf((_dto, value) => !(optional && value === undefined) && !(nullable && value === null)),
    ...checks,
  );
}

const asItIs: Read = (value) => value;

/** A string; a number is none. Lengths are characters. */
export function TextField(
  options: FieldOptions & {
    readonly minLength?: number;
    readonly maxLength?: number;
    readonly pattern?: RegExp;
    readonly format?: string;
  } = {},
): PropertyDecorator {
  const { minLength, maxLength, pattern, format } = options;
  const checks = [IsString()];
  if (minLength !== undefined) {
    checks.push(MinLength(minLength, { message: `String should have at least ${minLength} characters` }));
  }
  if (maxLength !== undefined) {
    checks.push(MaxLength(maxLength, { message: `String should have at most ${maxLength} characters` }));
  }
  if (pattern !== undefined) {
    checks.push(Matches(pattern, { message: `String should match pattern '${pattern.source}'` }));
  }
  const schema = given({ minLength, maxLength, pattern: pattern?.source, format });
  return field(options, { type: 'string', ...schema }, asItIs, checks);
}

/** A boolean, or what stands for one: 0, 1, "yes", "no", "on", "off", "true", "false", "t", "f", "y", "n". */
export function BooleanField(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'boolean' }, laxBoolean, [IsBoolean()]);
}

/** An integer, or the digits of one. */
export function IntegerField(
  options: FieldOptions & { readonly min?: number; readonly max?: number } = {},
): PropertyDecorator {
  const { min, max } = options;
  const checks = [IsInt()];
  if (min !== undefined) {
    checks.push(Min(min, { message: `Input should be greater than or equal to ${min}` }));
  }
  if (max !== undefined) {
    checks.push(Max(max, { message: `Input should be less than or equal to ${max}` }));
  }
  return field(options, { type: 'integer', ...given({ minimum: min, maximum: max }) }, laxInteger, checks);
}

/**
 * A decimal that is not negative, or its text. Kept as text, digit by digit: a number would have been a float, and -0 the same
 * as 0.
 */
export function DecimalField(options: FieldOptions = {}): PropertyDecorator {
  const checks = [
    check('isDecimal', isDecimal, 'Input should be a valid number'),
    check('min', (value) => !String(value).startsWith('-'), 'Input should be greater than or equal to 0'),
  ];
  return field(options, { type: 'number', minimum: 0 }, decimalText, checks);
}

/** One of the given words. */
export function ChoiceField(choices: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  const message = `Input should be ${choices.map((choice) => `'${choice}'`).join(' or ')}`;
  return field(options, { type: 'string', enum: [...choices] }, asItIs, [IsIn(choices, { message })]);
}

/** Any JSON object. */
export function ObjectField(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'object', additionalProperties: true }, asItIs, [IsObject()]);
}

/** Another DTO. */
export function DtoField(dto: Type, options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: dto }, (value) => readAs(dto, value), [ValidateNested()]);
}

/** A list of strings, or of another DTO. */
export function ListField(of: 'text' | Type, options: FieldOptions = {}): PropertyDecorator {
  if (of === 'text') {
    return field(options, { type: 'string', isArray: true }, asItIs, [IsArray(), IsString({ each: true })]);
  }
  const readItems: Read = (value) => (Array.isArray(value) ? value.map((item) => readAs(of, item)) : value);
  return field(options, { type: of, isArray: true }, readItems, [IsArray(), ValidateNested({ each: true })]);
}

function check(name: string, validate: (value: unknown) => boolean, message: string): PropertyDecorator {
  return ValidateBy({ name, validator: { validate, defaultMessage: () => message } });
}

/** What is defined of an object. */
function given(options: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

const TRUE: readonly unknown[] = [true, 1, '1', 'true', 't', 'yes', 'y', 'on'];
const FALSE: readonly unknown[] = [false, 0, '0', 'false', 'f', 'no', 'n', 'off'];

function laxBoolean(value: unknown): unknown {
  const folded = typeof value === 'string' ? value.toLowerCase() : value;
  if (TRUE.includes(folded)) return true;
  return FALSE.includes(folded) ? false : value;
}

function laxInteger(value: unknown): unknown {
  return typeof value === 'string' && /^[+-]?\d{1,15}(\.0+)?$/.test(value.trim()) ? Number(value) : value;
}

const DECIMAL = /^-?\d{1,400}(\.\d{1,400})?([eE][+-]?\d{1,3})?$/;

const isDecimal = (value: unknown): boolean => typeof value === 'string' && DECIMAL.test(value);

function decimalText(value: unknown): unknown {
  if (typeof value === 'string') return value.trim();
  if (typeof value !== 'number') return value;
  return Object.is(value, -0) ? '-0' : String(value);
}
