import { applyDecorators } from '@nestjs/common';
import type { Type as Class } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
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
  ValidateIf,
  ValidateNested,
} from 'class-validator';

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
  ...checks: readonly PropertyDecorator[]
): PropertyDecorator {
  const documented = {
    ...schema,
    required: !optional,
    ...(nullable ? { nullable } : {}),
    ...(description === undefined ? {} : { description }),
    ...(example === undefined ? {} : { example }),
  } as ApiPropertyOptions;
  return applyDecorators(
    ApiProperty(documented),
    ValidateIf((_dto, value) => !(optional && value === undefined) && !(nullable && value === null)),
    ...checks,
  );
}

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
  return field(
    options,
    {
      type: 'string',
      ...(minLength === undefined ? {} : { minLength }),
      ...(maxLength === undefined ? {} : { maxLength }),
      ...(pattern === undefined ? {} : { pattern: pattern.source }),
      ...(format === undefined ? {} : { format }),
    },
    ...(pattern === undefined
      ? []
      : [Matches(pattern, { message: `String should match pattern '${pattern.source}'` })]),
    ...(maxLength === undefined
      ? []
      : [MaxLength(maxLength, { message: `String should have at most ${maxLength} characters` })]),
    ...(minLength === undefined
      ? []
      : [MinLength(minLength, { message: `String should have at least ${minLength} characters` })]),
    IsString(),
  );
}

/** A boolean, or what stands for one: 0, 1, "yes", "no", "on", "off", "true", "false", "t", "f", "y", "n". */
export function BooleanField(options: FieldOptions = {}): PropertyDecorator {
  return field(
    options,
    { type: 'boolean' },
    Transform(({ value }) => laxBoolean(value)),
    IsBoolean(),
  );
}

/** An integer, or the digits of one. */
export function IntegerField(
  options: FieldOptions & { readonly min?: number; readonly max?: number } = {},
): PropertyDecorator {
  const { min, max } = options;
  return field(
    options,
    {
      type: 'integer',
      ...(min === undefined ? {} : { minimum: min }),
      ...(max === undefined ? {} : { maximum: max }),
    },
    Transform(({ value }) => laxInteger(value)),
    ...(max === undefined ? [] : [Max(max, { message: `Input should be less than or equal to ${max}` })]),
    ...(min === undefined ? [] : [Min(min, { message: `Input should be greater than or equal to ${min}` })]),
    IsInt(),
  );
}

/** One of the given words. */
export function ChoiceField(choices: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  return field(
    options,
    { type: 'string', enum: [...choices] },
    IsIn(choices, { message: `Input should be ${choices.map((choice) => `'${choice}'`).join(' or ')}` }),
  );
}

/** Any JSON object. */
export function ObjectField(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'object', additionalProperties: true }, IsObject());
}

/** Another DTO. */
export function DtoField(dto: Class, options: FieldOptions = {}): PropertyDecorator {
  return field(
    options,
    { type: dto },
    Type(() => dto),
    ValidateNested(),
  );
}

/** A list of strings, or of another DTO. */
export function ListField(of: 'text' | Class, options: FieldOptions = {}): PropertyDecorator {
  return of === 'text'
    ? field(options, { type: 'string', isArray: true }, IsString({ each: true }), IsArray())
    : field(
        options,
        { type: of, isArray: true },
        Type(() => of),
        ValidateNested({ each: true }),
        IsArray(),
      );
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
