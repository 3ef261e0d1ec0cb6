import { changedType } from '@reeve/contracts';
import type { Field, JsonObject, JsonValue, Section } from '@reeve/contracts';
import type { ConfigState } from './config.state.js';

/** A section with the defaults that this installation's environment gives it, their secrets sealed already. */
export interface CataloguedSection {
  readonly section: Section;
  readonly defaults: JsonObject;
  /** Tells one set of defaults from another, so that an ETag changes when the environment does. */
  readonly defaultsDigest: string;
}

/** An owned path: which field of which section it leads to. */
export interface OwnedPath {
  readonly path: string;
  readonly section: string;
  readonly name: string;
  readonly field: Field;
}

/** Every section of this installation, and who owns which path of a document. */
export class SectionCatalogue {
  private readonly byName: ReadonlyMap<string, CataloguedSection>;
  private readonly byType: ReadonlyMap<string, CataloguedSection>;
  private readonly byPath: ReadonlyMap<string, OwnedPath>;

  constructor(readonly sections: readonly CataloguedSection[]) {
    this.byName = new Map(sections.map((entry) => [entry.section.name, entry]));
    this.byType = new Map(sections.map((entry) => [changedType(entry.section.entity), entry]));
    this.byPath = new Map(
      sections.flatMap(({ section }) => ownedPaths(section)).map((owned) => [owned.path, owned]),
    );
  }

  get(name: string): CataloguedSection | undefined {
    return this.byName.get(name);
  }

  ofType(eventType: string): CataloguedSection | undefined {
    return this.byType.get(eventType);
  }

  get ownedPaths(): readonly OwnedPath[] {
    return [...this.byPath.values()];
  }

  owner(path: string): OwnedPath | undefined {
    return this.byPath.get(path);
  }

  /** Whether some owned path lies below this one. */
  ownsBelow(path: string): boolean {
    const prefix = `${path}.`;
    for (const owned of this.byPath.keys()) if (owned.startsWith(prefix)) return true;
    return false;
  }
}

function ownedPaths(section: Section): OwnedPath[] {
  return Object.entries(section.fields).flatMap(([name, field]) =>
    field.path === undefined ? [] : [{ path: field.path, section: section.name, name, field }],
  );
}

/** What is in force: what was set, and the default where nothing was. */
export function effectiveValues(
  { section, defaults }: CataloguedSection,
  stored: JsonObject | undefined,
): JsonObject {
  const values: Record<string, JsonValue> = {};
  for (const [name, field] of Object.entries(section.fields))
    values[name] = effectiveValue(field, name, defaults, stored);
  return values;
}

function effectiveValue(
  field: Field,
  name: string,
  defaults: JsonObject,
  stored: JsonObject | undefined,
): JsonValue {
  const value = stored?.[name];
  if (value === undefined || (value === null && !field.nullable)) return defaults[name] ?? field.default;
  return value;
}

/** A section's ETag: the revision that last touched it (0 for none: revisions count from 0, hence one more), and its defaults. */
export function sectionEtag(
  { section, defaultsDigest }: CataloguedSection,
  state: ConfigState['sections'],
): string {
  return `${(state[section.name]?.revision ?? -1) + 1}-${defaultsDigest}`;
}
