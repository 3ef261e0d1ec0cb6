import { createHash } from 'node:crypto';
import { readField } from '@reeve/contracts';
import type { Field, JsonObject, JsonValue, Section } from '@reeve/contracts';
import { SectionCatalogue } from '@reeve/config/domain';
import type { CataloguedSection } from '@reeve/config/domain';
import type { ConfigSecrets } from './config-secrets.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A default that the environment gives cannot be read. Ends the start. */
export class EnvironmentDefaultError extends Error {
  override readonly name = 'EnvironmentDefaultError';
}

/**
 * The sections with the defaults of this installation: the same environment names as Open WebUI's (reference 2.4).
 *
 * @throws EnvironmentDefaultError naming the variable and what is allowed; its value only when it is no secret.
 */
export async function catalogueFromEnvironment(
  sections: readonly Section[],
  environment: Environment,
  secrets: ConfigSecrets,
): Promise<SectionCatalogue> {
  return new SectionCatalogue(
    await Promise.all(sections.map((section) => catalogued(section, environment, secrets))),
  );
}

async function catalogued(
  section: Section,
  environment: Environment,
  secrets: ConfigSecrets,
): Promise<CataloguedSection> {
  const clear = Object.fromEntries(
    Object.entries(section.fields).map(([name, field]) => [name, defaultOf(field, environment)]),
  );
  const defaults = await secrets.sealFields(section.fields, clear);
  return { section, defaults, defaultsDigest: digest(await secrets.present(defaults, 'masked')) };
}

function defaultOf(field: Field, environment: Environment): JsonValue {
  const name = field.env?.find((candidate) => (environment[candidate] ?? '') !== '');
  if (name === undefined) return field.default;
  const text = environment[name] ?? '';
  const read = readField(field, parse(field, text), [name]);
  const issue = read.issues[0];
  if (issue === undefined) return read.value;
  const shown = field.type.kind === 'string' || field.type.kind === 'list' ? 'its value' : `"${text}"`;
  throw new EnvironmentDefaultError(`${name}: ${shown} is not allowed. ${issue.msg}`);
}

/** Lists and objects are given as JSON; what is not JSON stays text and is refused by its type. */
function parse(field: Field, text: string): JsonValue {
  const { kind } = field.type;
  if (kind === 'string' || kind === 'boolean' || kind === 'integer') return text;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

function digest(defaults: JsonValue | JsonObject): string {
  return createHash('sha256').update(JSON.stringify(defaults)).digest('hex').slice(0, 8);
}
