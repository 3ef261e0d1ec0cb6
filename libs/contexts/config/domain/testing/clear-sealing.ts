import { createHash } from 'node:crypto';
import { fingerprintOfMask, SECTIONS } from '@reeve/contracts';
import type { Field, JsonObject, JsonValue, Section } from '@reeve/contracts';
import { replaceSecrets, SectionCatalogue } from '@reeve/config/domain';

/** Sealing that a specification can see through: `sealed(<value>)` under a fingerprint of the value. */
export function sealedInClear(value: JsonValue, bound: readonly string[], scope = ''): JsonValue {
  if (fingerprintOfMask(value) !== undefined) return value;
  const fingerprint = createHash('sha256')
    .update(`${scope}${JSON.stringify(value)}`)
    .digest('hex')
    .slice(0, 16);
  return { $secret: { sealed: `sealed(${JSON.stringify(value)})`, fingerprint, bound } };
}

export function sealFieldsInClear(fields: Readonly<Record<string, Field>>, values: JsonObject): JsonObject {
  return replaceSecrets(fields, values, ({ value, bound }) => sealedInClear(value, bound));
}

/** The catalogue with every section's own defaults and no environment. */
export function plainCatalogue(sections: readonly Section[] = SECTIONS): SectionCatalogue {
  return new SectionCatalogue(
    sections.map((section) => {
      const entries = Object.entries(section.fields).map(([name, field]): [string, JsonValue] => [
        name,
        field.default,
      ]);
      return { section, defaults: Object.fromEntries(entries), defaultsDigest: 'default0' };
    }),
  );
}
