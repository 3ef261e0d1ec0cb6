import type { Capability } from '../principal.js';
import type { JsonValue } from '../json.js';

/**
 * A configuration section as data. Its routes, validation, events, audit text, export paths and OpenAPI all come from this
 * (`sections/*.section.ts`, one file each); nothing else in Reeve knows a section by name.
 */
export interface Section {
  /** The last part of its route, `tool_servers` or `interface/visibility`. */
  readonly name: string;
  /** Its name in event types and in the audit log, `tool-servers`. */
  readonly entity: string;
  /** For people: audit text and OpenAPI. */
  readonly title: string;
  /** Who may GET it; null when it has no GET (it is read through `GET /api/config`). */
  readonly read: Capability | null;
  readonly write: Capability;
  readonly fields: Readonly<Record<string, Field>>;
  /** Answers are this field's value alone, unless the request has the key `unlessAsked` (reference 0, suggestions). */
  readonly answer?: { readonly only: string; readonly unlessAsked?: string };
}

export interface Field {
  readonly type: ValueType;
  readonly nullable: boolean;
  /** What a POST without this field means. */
  readonly absent: 'refused' | 'unchanged' | 'null' | 'default';
  readonly default: JsonValue;
  /** Dotted path in imported and exported documents (reference 2.4). Absent for fields inside a record. */
  readonly path?: string;
  /** Environment variables that give the default, first one set wins. */
  readonly env?: readonly string[];
}

/**
 * A secret is kept sealed and leaves as a mask. `sentTo` names the sibling fields that hold the addresses it is sent to: a
 * mask is honoured only while their origins are those the secret was stored with. Without it the secret belongs to its path.
 */
export interface SecretRule {
  readonly sentTo?: readonly string[];
}

export type ValueType =
  | { readonly kind: 'boolean' }
  | { readonly kind: 'integer'; readonly min?: number }
  | { readonly kind: 'string'; readonly secret?: SecretRule; readonly address?: true }
  /** Any JSON object. With `credentials`, its strings under names that look like credentials are secrets. */
  | { readonly kind: 'object'; readonly credentials?: SecretRule }
  /** HTTP headers: an object whose every value is a secret, or a string that is one. */
  | { readonly kind: 'headers'; readonly secret: SecretRule }
  | { readonly kind: 'list'; readonly of: ValueType }
  /** A JSON object whose every value is of one type. */
  | { readonly kind: 'map'; readonly of: ValueType }
  | RecordType;

export interface RecordType {
  readonly kind: 'record';
  readonly fields: Readonly<Record<string, Field>>;
  readonly extras: Extras;
}

/** What becomes of keys that a record does not declare; kept ones are treated as an `object` with `credentials`. */
export type Extras = 'dropped' | { readonly kept: SecretRule };

interface SectionOptions extends Pick<Section, 'fields'> {
  readonly title: string;
  readonly read?: Capability | null;
  readonly answer?: NonNullable<Section['answer']>;
}

export function section(name: string, options: SectionOptions): Section {
  return {
    name,
    entity: name.replaceAll(/[_/]/g, '-'),
    title: options.title,
    read: options.read === undefined ? 'config.read' : options.read,
    write: 'config.write',
    fields: options.fields,
    ...(options.answer === undefined ? {} : { answer: options.answer }),
  };
}
