import { Body, Query } from '@nestjs/common';
import type { PipeTransform, Type } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { isJsonObject, validationFailed } from '@reeve/contracts';
import { validateSync } from 'class-validator';
import { readAs } from './read-as.js';
import { toIssues } from './validation-issues.js';

/**
 * The body as an instance of a DTO, whose class-validator decorators hold. Fields that the DTO does not declare are dropped.
 * Failures answer 422 `REQUEST-INVALID` with every issue in `extra.errors`.
 */
export function ValidBody(dto: Type): ParameterDecorator {
  return (target, key, index) => {
    Body(new DtoPipe(dto, 'body'))(target, key, index);
    documentBody(dto, target, key);
  };
}

/** The query as an instance of a DTO; failures as those of {@link ValidBody}. */
export function ValidQuery(dto: Type): ParameterDecorator {
  return Query(new DtoPipe(dto, 'query'));
}

function documentBody(dto: Type, target: object, key: string | symbol | undefined): void {
  const descriptor = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
  if (key !== undefined && descriptor !== undefined) ApiBody({ type: dto })(target, key, descriptor);
}

/** @throws ReeveError `REQUEST-INVALID` 422 with every issue found. */
export class DtoPipe implements PipeTransform<unknown, object> {
  constructor(
    private readonly dto: Type,
    private readonly where: 'body' | 'query',
  ) {}

  transform(value: unknown): object {
    if (value === undefined) {
      throw validationFailed([{ loc: [this.where], type: 'missing', msg: 'Field required' }]);
    }
    if (!isJsonObject(value)) {
      throw validationFailed([
        {
          loc: [this.where],
          type: 'model_attributes_type',
          msg: 'Input should be a valid dictionary or object to extract fields from',
        },
      ]);
    }
    const instance = readAs(this.dto, value) as object;
    const found = validateSync(instance, {
      forbidUnknownValues: true,
      stopAtFirstError: true,
      validationError: { target: false },
    });
    if (found.length > 0) throw validationFailed(toIssues(found, [this.where]));
    return instance;
  }
}
