import type { Type } from '@nestjs/common';

const STRICT = new Set<Type>();

/** Of a DTO: fields that it does not declare are refused with 422, where they are dropped elsewhere. */
export function OnlyDeclaredFields(): ClassDecorator {
  return (dto) => {
    STRICT.add(dto as unknown as Type);
  };
}

export const takesOnlyDeclaredFields = (dto: Type): boolean => STRICT.has(dto);

/** Names of the DTOs, for the OpenAPI document to say so of their schemas. */
export const strictSchemas = (): readonly string[] => [...STRICT].map(({ name }) => name);
