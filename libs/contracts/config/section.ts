import type { Capability } from '../principal.js';
import type { JsonValue } from '../json.js';

/**
 * A configuration section as data. Its routes, validation, events, audit text, export paths and OpenAPI all come from this
 * (`sections/*.section.ts`, one file each); nothing else in Reeve knows a section by name.
 */
export interface Section {
  /** The last part of its route, `tool_servers` or `interface/visibility`, unless `route` says where else it is served. */
  readonly name: string;
  /** Its whole path, where that does not lie below the configuration's prefixes: `api/v1/auths/admin/config`. */
  readonly route?: string;
  /** Its name in event types and in the audit log, `tool-servers`. */
  readonly entity: string;
  /** For people: audit text and OpenAPI. */
  readonly title: string;
  /** Who may GET it; null when it has no GET (it is read through `GET /api/config`). */
  readonly read: Capability | null;
  readonly write: Capability;
  /** Whether what it holds besides secrets may be part of `GET /api/config`. */
  readonly isPublic: boolean;
  readonly fields: Readonly<Record<string, Field>>;
  /** Answers are this field's value alone, unless the request has the key `unlessAsked` (reference 0, suggestions). */
  readonly answer?: { readonly only: string; readonly unlessAsked?: string };
}

export interface Field {
  readonly type: ValueType;
  readonly nullable: boolean;
  /** What a POST without this field means. */
  readonly absent: 'refused' | 'unchanged' | 'null' | 'default';
  /** What null in a POST means where it is no value of the field: what an absent field means elsewhere. */
  readonly nullMeans?: 'unchanged' | 'default';
  /** Whether changing it ends every session: takes a session itself, and no API key (reference 0). */
  readonly endsSessions?: true;
  /** Its name in a POST, where that is another one than in answers and events. */
  readonly postedAs?: string;
  /** A POST may not leave it empty (`""`), although it is as long as nobody has set it. */
  readonly filled?: true;
  /** Its default, always: it is answered, and no POST is asked for it. */
  readonly fixed?: true;
  readonly default: JsonValue;
  /** Dotted path in imported and exported documents (reference 2.4). Absent for fields inside a record. */
  readonly path?: string;
  /** Environment variables that give the default, first one set wins; see {@link section} for what it is by itself. */
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
  /** With `orEmpty`, `""` stands for none, as Open WebUI's forms send it and its documents keep it. */
  | { readonly kind: 'integer'; readonly min?: number; readonly orEmpty?: true }
  | {
      readonly kind: 'string';
      readonly secret?: SecretRule;
      readonly address?: true;
      readonly format?: TextFormat;
      /** A list of texts, separated by commas; documents may have it as a list. */
      readonly separated?: true;
    }
  /** One of these; a boolean among them is taken as its text, too. */
  | { readonly kind: 'choice'; readonly of: readonly (string | boolean)[] }
  /** Any JSON object. With `credentials`, its strings under names that look like credentials are secrets. */
  | { readonly kind: 'object'; readonly credentials?: SecretRule }
  /** HTTP headers: an object whose every value is a secret, or a string that is one. */
  | { readonly kind: 'headers'; readonly secret: SecretRule }
  | { readonly kind: 'list'; readonly of: ValueType }
  /** A JSON object whose every value is of one type. */
  | { readonly kind: 'map'; readonly of: ValueType }
  /** By language, what stands in place of texts of the interface. */
  | { readonly kind: 'translations' }
  | RecordType;

/** `lifetime`: Open WebUI's grammar for the time that a session lasts (reference 2.1). */
export type TextFormat = 'lifetime';

export interface RecordType {
  readonly kind: 'record';
  readonly fields: Readonly<Record<string, Field>>;
  readonly extras: Extras;
}

/** What becomes of keys that a record does not declare; kept ones are treated as an `object` with `credentials`. */
export type Extras = 'dropped' | { readonly kept: SecretRule };

interface SectionOptions extends Pick<Section, 'fields'> {
  readonly title: string;
  readonly route?: string;
  readonly read?: Capability | null;
  readonly isPublic?: boolean;
  readonly answer?: NonNullable<Section['answer']>;
}

/**
 * A field with a path and a name in capitals takes its default from the environment variable of that name, as nearly all of Open
 * WebUI's do; another one says which (`env`), or that there is none (`[]`).
 */
export function section(name: string, options: SectionOptions): Section {
  return {
    name,
    entity: name.replaceAll(/[_/]/g, '-'),
    title: options.title,
    read: options.read === undefined ? 'config.read' : options.read,
    write: 'config.write',
    isPublic: options.isPublic ?? true,
    fields: withEnvironmentNames(options.fields),
    ...(options.route === undefined ? {} : { route: options.route }),
    ...(options.answer === undefined ? {} : { answer: options.answer }),
  };
}

function withEnvironmentNames(fields: Section['fields']): Section['fields'] {
  const named = Object.entries(fields).map(([name, field]): [string, Field] => {
    const isNamed = field.env !== undefined || field.path === undefined || !/^[A-Z0-9_]+$/.test(name);
    return [name, isNamed ? field : { ...field, env: [name] }];
  });
  return Object.fromEntries(named);
}

/** Whether some change of it ends every session. */
export const mayEndSessions = ({ fields }: Section): boolean =>
  Object.values(fields).some((field) => field.endsSessions === true);

/** Whether sign-ins ask for something else by these changes, by field: what was not asked of whoever is signed in. */
export function endsSessions({ fields }: Section, changes: object): boolean {
  return Object.keys(changes).some((name) => fields[name]?.endsSessions === true);
}
