import type { Type } from '@nestjs/common';
import { getMetadataStorage, ValidationTypes } from 'class-validator';
import type { ValidationArguments } from 'class-validator';

export type QuickCheck = (instance: object) => boolean;

interface Rule {
  readonly property: string;
  readonly holds: (value: unknown, instance: object) => boolean;
}

type Rules = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>;

/**
 * Whether all rules of a DTO hold. They are asked as class-validator asks them, but for what it makes each time so as to say which of them
 * do not: most bodies are as they should be, and that was nine parts in ten of finding it out.
 *
 * @returns undefined for a DTO with other rules than plain ones, which only class-validator goes by: those of another DTO's, or of each
 *   item.
 */
export function quickCheck(dto: Type): QuickCheck | undefined {
  const found = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
  if (found.length === 0 || !found.every(isPlain)) return undefined;
  const properties = [...new Set(found.map(({ propertyName }) => propertyName))];
  const rules = properties.map((property) =>
    ruleOf(
      property,
      found.filter(({ propertyName }) => propertyName === property),
      dto.name,
    ),
  );
  return (instance) => {
    const values = instance as Readonly<Record<string, unknown>>;
    return rules.every(({ property, holds }) => holds(values[property], instance));
  };
}

const isPlain = ({ type, each, validateIf }: Rules[number]): boolean =>
  !each &&
  validateIf === undefined &&
  (type === ValidationTypes.CUSTOM_VALIDATION || type === ValidationTypes.CONDITIONAL_VALIDATION);

type Condition = (instance: object, value: unknown) => boolean;

function ruleOf(property: string, found: Rules, targetName: string): Rule {
  const conditions = found
    .filter(({ type }) => type === ValidationTypes.CONDITIONAL_VALIDATION)
    .map(({ constraints: [condition] }) => condition as Condition);
  const checks = found
    .filter(({ type }) => type === ValidationTypes.CUSTOM_VALIDATION)
    .flatMap(({ constraintCls, constraints }) =>
      getMetadataStorage()
        .getTargetValidatorConstraints(constraintCls)
        .map(({ instance }) => ({ constraints: constraints as unknown[], validator: instance })),
    );
  return {
    property,
    holds: (value, object) =>
      !conditions.every((condition) => condition(object, value)) ||
      checks.every(({ constraints, validator }) => {
        const asked: ValidationArguments = { targetName, property, object, value, constraints };
        return validator.validate(value, asked) === true;
      }),
  };
}
