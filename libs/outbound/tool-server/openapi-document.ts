import { isJsonObject, type JsonObject, type JsonValue } from '@reeve/contracts';
import { parseDocument } from 'yaml';

/** A document, or what keeps the text from being one: for a person, and without a word of the text itself. */
export type DocumentReading =
  { readonly document: JsonObject } | { readonly problem: string } | { readonly tooLarge: true };

/** Documents nest some twenty levels deep; what is deeper is made to exhaust a stack. */
const MAX_DEPTH = 128;

/** Several times what the largest public documents have; each one costs memory that its few bytes do not show. */
const MAX_VALUES = 500_000;

/**
 * Reads an OpenAPI document, JSON or YAML, whatever type it was declared with.
 *
 * @param maxBytes of the document written as JSON: aliases in YAML let a small text stand for a huge document.
 */
export function readOpenApiDocument(bytes: Uint8Array, maxBytes: number): DocumentReading {
  const text = decoded(bytes);
  if (text === undefined) return { problem: 'it is not UTF-8 text' };
  const parsed = parse(text);
  if ('problem' in parsed) return parsed;
  if (!isJsonObject(parsed.value)) return { problem: 'it is not an object' };
  if (!isVersion(parsed.value['openapi']) && !isVersion(parsed.value['swagger'])) {
    return { problem: 'neither "openapi" nor "swagger" says which version it is' };
  }
  try {
    return { document: new PlainCopy(maxBytes).of(parsed.value, 0) as JsonObject };
  } catch (error) {
    if (error instanceof TooLarge) return { tooLarge: true };
    if (error instanceof TooDeep) return { problem: `it nests deeper than ${MAX_DEPTH} levels` };
    throw error;
  }
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function parse(text: string): { readonly value: unknown } | { readonly problem: string } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return parseYaml(text);
  }
}

function parseYaml(text: string): { readonly value: unknown } | { readonly problem: string } {
  const neither = { problem: 'it is neither JSON nor YAML' };
  try {
    // Looking for a doubled key compares each with each: the last one counts instead, as in JSON.
    const yaml = parseDocument(text, {
      schema: 'core',
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'error',
    });
    if (yaml.errors.length > 0) return neither;
    if (yaml.warnings.some(({ code }) => code === 'TAG_RESOLVE_FAILED'))
      return { problem: 'it uses YAML tags' };
    return { value: yaml.toJS({ maxAliasCount: 100 }) as unknown };
  } catch {
    return neither;
  }
}

function isVersion(value: unknown): boolean {
  // `swagger: 2.0` without quotes is a number in YAML.
  return typeof value === 'string' || typeof value === 'number';
}

class TooLarge extends Error {}
class TooDeep extends Error {}

/** Copies a value as `JSON.stringify` would write it, and stops where that would be too much. */
class PlainCopy {
  private values = 0;

  constructor(private remaining: number) {}

  of(value: unknown, depth: number): JsonValue {
    if (depth > MAX_DEPTH) throw new TooDeep();
    this.values += 1;
    if (this.values > MAX_VALUES) throw new TooLarge();
    this.spend(2);
    if (value === null || typeof value === 'boolean') return value;
    if (typeof value === 'string') {
      this.spend(value.length);
      return value;
    }
    if (typeof value === 'number') return Number.isFinite(value) ? value : null;
    if (Array.isArray(value)) return value.map((item) => this.of(item, depth + 1));
    if (typeof value === 'object') return this.ofObject(value, depth);
    return null;
  }

  private ofObject(value: object, depth: number): JsonObject {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => {
        this.spend(key.length + 3);
        return [key, this.of(member, depth + 1)];
      }),
    );
  }

  private spend(characters: number): void {
    this.remaining -= characters;
    if (this.remaining < 0) throw new TooLarge();
  }
}
