import type { Type } from '@nestjs/common';
import { isJsonObject } from '@reeve/contracts';

/** Makes of what was sent what the property holds, or leaves it as it is for the validation to refuse. */
export type Read = (value: unknown) => unknown;

/** The fields that each DTO class declares by itself, by its prototype. */
const DECLARED = new WeakMap<object, Map<string, Read>>();

export function declareField(prototype: object, name: string, read: Read): void {
  const fields = DECLARED.get(prototype) ?? new Map<string, Read>();
  DECLARED.set(prototype, fields.set(name, read));
}

/** The prototype of the DTO, or of one that it extends, whose class declares the field. */
export function declarerOf(dto: Type, name: string): object | undefined {
  return prototypesOf(dto).find((prototype) => DECLARED.get(prototype)?.has(name));
}

/** The fields of each DTO, those that it inherits among them: once there is an instance, none is added. */
const FIELDS = new WeakMap<Type, ReadonlyMap<string, Read>>();

/** By their names. */
export function fieldsOf(dto: Type): ReadonlyMap<string, Read> {
  const known = FIELDS.get(dto);
  if (known !== undefined) return known;
  const fields = new Map(prototypesOf(dto).flatMap((prototype) => [...(DECLARED.get(prototype) ?? [])]));
  FIELDS.set(dto, fields);
  return fields;
}

/**
 * An instance of a DTO with the fields it declares; those that are absent keep their initial values, others are dropped.
 * Not with class-transformer: that walks into what no DTO declares as well, where a key `constructor` is enough to make it
 * throw.
 */
export function readAs(dto: Type, value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  const instance = new dto() as Record<string, unknown>;
  for (const [name, read] of fieldsOf(dto)) {
    if (Object.hasOwn(value, name)) instance[name] = read(value[name]);
  }
  return instance;
}

/** From the class itself up to `Object`. */
function prototypesOf(dto: Type): readonly object[] {
  const prototypes: object[] = [];
  let prototype = dto.prototype as object | null;
  while (prototype !== null) {
    prototypes.push(prototype);
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return prototypes;
}
