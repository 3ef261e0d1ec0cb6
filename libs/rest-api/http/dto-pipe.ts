import { Body, Query } from '@nestjs/common';
import type { PipeTransform, Type } from '@nestjs/common';
import { ApiBody, ApiProperty } from '@nestjs/swagger';
import { isJsonObject, validationFailed } from '@reeve/contracts';
import type { JsonObject, ReeveError, ValidationIssue } from '@reeve/contracts';
import { validateSync } from 'class-validator';
import type { ValidationError } from 'class-validator';
import { takesOnlyDeclaredFields } from './only-declared-fields.js';
import { quickCheck } from './quick-check.js';
import type { QuickCheck } from './quick-check.js';
import { declarerOf, fieldsOf, readAs } from './read-as.js';
import { rememberRules } from './remembered-rules.js';
import { toIssues } from './validation-issues.js';

rememberRules();

/**
 * The body as an instance of a DTO, whose class-validator decorators hold. Fields that the DTO does not declare are dropped,
 * unless it is one of {@link OnlyDeclaredFields}.
 * Failures answer 422 `REQUEST-INVALID` with every issue in `extra.errors`.
 */
export function ValidBody(dto: Type): ParameterDecorator {
  documentDefaults(dto);
  return (target, key, index) => {
    Body(new DtoPipe(dto, 'body'))(target, key, index);
    documentBody(dto, target, key);
  };
}

/** The query as an instance of a DTO; failures as those of {@link ValidBody}. */
export function ValidQuery(dto: Type): ParameterDecorator {
  documentDefaults(dto);
  return Query(new DtoPipe(dto, 'query'));
}

/** The OpenAPI document has the initial values of properties as their defaults. */
function documentDefaults(dto: Type): void {
  for (const [name, value] of Object.entries(new dto() as object)) {
    const declarer = declarerOf(dto, name);
    if (value !== undefined && declarer !== undefined) {
      ApiProperty({ default: value as unknown })(declarer, name);
    }
  }
}

function documentBody(dto: Type, target: object, key: string | symbol | undefined): void {
  const descriptor = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
  if (key !== undefined && descriptor !== undefined) ApiBody({ type: dto })(target, key, descriptor);
}

/** @throws ReeveError `REQUEST-INVALID` 422 with every issue found. */
export class DtoPipe implements PipeTransform<unknown, object> {
  /** Most requests have no query: whether that is valid is found out once, because validating costs as much as a read. */
  private readonly mayBeEmpty: boolean;
  private readonly isValid: QuickCheck | undefined;

  constructor(
    private readonly dto: Type,
    private readonly where: 'body' | 'query',
  ) {
    this.isValid = quickCheck(dto);
    this.mayBeEmpty = this.validate(readAs(dto, {}) as object).length === 0;
  }

  transform(value: unknown): object {
    if (value === undefined) throw this.invalid('missing', 'Field required');
    if (!isJsonObject(value)) {
      throw this.invalid(
        'model_attributes_type',
        'Input should be a valid dictionary or object to extract fields from',
      );
    }
    const instance = readAs(this.dto, value) as object;
    if (this.mayBeEmpty && isEmpty(value)) return instance;
    const issues = [...toIssues(this.validate(instance), [this.where]), ...this.extras(value)];
    if (issues.length > 0) throw validationFailed(issues);
    return instance;
  }

  private extras(value: JsonObject): readonly ValidationIssue[] {
    if (!takesOnlyDeclaredFields(this.dto)) return [];
    const fields = fieldsOf(this.dto);
    return Object.keys(value)
      .filter((name) => !fields.has(name))
      .map((name) => ({
        loc: [this.where, name],
        type: 'extra_forbidden',
        msg: 'Extra inputs are not permitted',
      }));
  }

  private validate(instance: object): readonly ValidationError[] {
    if (this.isValid?.(instance) === true) return [];
    return validateSync(instance, {
      forbidUnknownValues: true,
      stopAtFirstError: true,
      validationError: { target: false },
    });
  }

  private invalid(type: string, msg: string): ReeveError {
    return validationFailed([{ loc: [this.where], type, msg }]);
  }
}

function isEmpty(value: JsonObject): boolean {
  return Object.keys(value).length === 0;
}
