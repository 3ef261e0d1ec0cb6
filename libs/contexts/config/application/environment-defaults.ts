import { createHash } from 'node:crypto';
import { readField } from '@reeve/contracts';
import type { Field, JsonObject, JsonValue, Section, ValidationIssue } from '@reeve/contracts';
import { SectionCatalogue } from '@reeve/config/domain';
import type { CataloguedSection } from '@reeve/config/domain';
import type { ConfigSecrets } from './config-secrets.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Defaults that the environment gives cannot be read. The message lists every problem, one a line, and no secret. */
export class EnvironmentDefaultError extends Error {
  override readonly name = 'EnvironmentDefaultError';

  /** @param problems at least one sentence, each naming the variable and what is allowed. */
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** To be called before anything is opened or made. @throws EnvironmentDefaultError. */
export function checkEnvironmentDefaults(sections: readonly Section[], environment: Environment): void {
  const fields = sections.flatMap((section) => Object.values(section.fields));
  // A set, because some fields share a variable.
  const problems = new Set(fields.flatMap((field) => readDefault(field, environment).problems));
  if (problems.size > 0) throw new EnvironmentDefaultError([...problems]);
}

/**
 * The sections with the defaults of this installation: the same environment names as Open WebUI's (reference 2.4).
 *
 * @throws EnvironmentDefaultError as {@link checkEnvironmentDefaults}.
 */
export async function catalogueFromEnvironment(
  sections: readonly Section[],
  environment: Environment,
  secrets: ConfigSecrets,
): Promise<SectionCatalogue> {
  checkEnvironmentDefaults(sections, environment);
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
    Object.entries(section.fields).map(([name, field]) => [name, readDefault(field, environment).value]),
  );
  const defaults = await secrets.sealFields(section.fields, clear);
  return { section, defaults, defaultsDigest: digest(await secrets.present(defaults, 'masked')) };
}

interface Default {
  readonly value: JsonValue;
  readonly problems: readonly string[];
}

function readDefault(field: Field, environment: Environment): Default {
  const name = field.env?.find((candidate) => (environment[candidate] ?? '') !== '');
  if (name === undefined) return { value: field.default, problems: [] };
  const text = environment[name] ?? '';
  const given = parse(field, text);
  if (given === undefined) return { value: field.default, problems: [`${name} must be JSON.`] };
  const { value, issues } = readField(field, given, []);
  return { value, problems: issues.map((issue) => problem(name, field, text, issue)) };
}

/** Lists and objects are given as JSON. Undefined for what is none. */
function parse(field: Field, text: string): JsonValue | undefined {
  if (isShort(field) || field.type.kind === 'string') return text;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** Longer values are cut. */
const MAX_SHOWN_CHARACTERS = 80;

/** Shows the value where it cannot be a secret, nor hold one. */
function problem(name: string, field: Field, text: string, { loc, msg }: ValidationIssue): string {
  const shown = isShort(field) ? `=${JSON.stringify(text.slice(0, MAX_SHOWN_CHARACTERS))}` : '';
  const where = loc.length > 0 ? `, at ${loc.join('.')}` : '';
  return `${name}${shown}${where}: ${msg}.`;
}

function isShort({ type }: Field): boolean {
  return (
    type.kind === 'boolean' ||
    type.kind === 'integer' ||
    type.kind === 'choice' ||
    (type.kind === 'string' && type.format !== undefined)
  );
}

function digest(defaults: JsonValue | JsonObject): string {
  return createHash('sha256').update(JSON.stringify(defaults)).digest('hex').slice(0, 8);
}
