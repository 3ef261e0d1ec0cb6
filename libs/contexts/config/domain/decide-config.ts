import {
  changedType,
  configErrors,
  endsSessions,
  errors,
  jsonEquals,
  replaceSecretValues,
  UNOWNED,
  validationFailed,
} from '@reeve/contracts';
import type {
  ConfigChanged,
  FieldChanges,
  JsonObject,
  JsonValue,
  Section,
  ValidationIssue,
} from '@reeve/contracts';
import type { ChangeSection, ConfigCommand, ImportDocument, TakeOverPaths } from './config.commands.js';
import type { ConfigState } from './config.state.js';
import { KnownSecrets } from './masks.js';
import { replaceSecrets } from './secret-sites.js';
import type { SecretSite } from './secret-sites.js';
import { effectiveValues, sectionEtag } from './section-catalogue.js';
import type { CataloguedSection, SectionCatalogue } from './section-catalogue.js';

type Change = FieldChanges[string];

/** Where in the request a secret of a section came from, so that an issue can name it. */
type Locate = (at: SecretSite['at']) => ValidationIssue['loc'];

/** @throws ReeveError `CONFIG-SESSION-NEEDED` 403; `PRECONDITION-FAILED` 412; `REQUEST-INVALID` 422 naming every mask that cannot be honoured. */
export function createDecideConfig(catalogue: SectionCatalogue) {
  return (command: ConfigCommand, state: ConfigState): readonly ConfigChanged[] => {
    switch (command.kind) {
      case 'change-section':
        return changeSection(catalogue, command, state);
      case 'import-document':
        return importDocument(catalogue, command, state);
      case 'take-over-paths':
        return takeOverPaths(catalogue, command, state);
      default:
        return command satisfies never;
    }
  };
}

function changeSection(
  catalogue: SectionCatalogue,
  { section: name, values, ifMatch, byApiKey }: ChangeSection,
  state: ConfigState,
): readonly ConfigChanged[] {
  const catalogued = knownSection(catalogue, name);
  const etag = sectionEtag(catalogued, state.sections);
  if (ifMatch !== null && !ifMatch.includes('*') && !ifMatch.includes(etag))
    throw errors.preconditionFailed(etag);
  const issues: ValidationIssue[] = [];
  const changes = sectionChanges(catalogued, values, state, (at) => ['body', ...at], issues);
  if (issues.length > 0) throw validationFailed(issues);
  assertMayChange(catalogued.section, changes, byApiKey);
  return changed(catalogued.section.entity, changes, 'edit');
}

function importDocument(
  catalogue: SectionCatalogue,
  { sections, unowned, issues: found, byApiKey }: ImportDocument,
  state: ConfigState,
): readonly ConfigChanged[] {
  const issues: ValidationIssue[] = [...found];
  const events = Object.entries(sections).flatMap(([name, values]) => {
    const catalogued = knownSection(catalogue, name);
    const changes = sectionChanges(catalogued, values, state, locateInDocument(catalogued.section), issues);
    assertMayChange(catalogued.section, changes, byApiKey);
    return changed(catalogued.section.entity, changes, 'import');
  });
  const kept = changed(UNOWNED, unownedChanges(unowned, state, issues), 'import');
  if (issues.length > 0) throw validationFailed(issues);
  return [...events, ...kept];
}

/** Only a change is refused to API keys: most clients send back all that they have read. @throws ReeveError `CONFIG-SESSION-NEEDED` 403. */
function assertMayChange(section: Section, changes: FieldChanges, byApiKey: boolean): void {
  if (byApiKey && endsSessions(section, changes)) throw configErrors.sessionNeeded(section.title);
}

/**
 * Each path that is still kept gives its value up: to its field, unless that was set meanwhile. Paths that are not kept (any more)
 * were taken over by another process.
 */
function takeOverPaths(
  catalogue: SectionCatalogue,
  { sections }: TakeOverPaths,
  state: ConfigState,
): readonly ConfigChanged[] {
  const gone: Record<string, Change> = {};
  const events = Object.entries(sections).flatMap(([name, values]) => {
    const catalogued = knownSection(catalogue, name);
    const { entity, fields } = catalogued.section;
    const taken = Object.entries(values).filter(([field]) => {
      const path = fields[field]?.path ?? field;
      const kept = state.unowned[path];
      if (kept === undefined) return false;
      gone[path] = { old: fingerprintsOnly(kept) };
      return state.sections[name]?.values[field] === undefined;
    });
    const changes = sectionChanges(catalogued, Object.fromEntries(taken), state, (at) => at, []);
    return changed(entity, changes, 'import');
  });
  return [...events, ...changed(UNOWNED, gone, 'import')];
}

/** The fields that differ from what is in force, after every mask was given its secret back. */
function sectionChanges(
  catalogued: CataloguedSection,
  values: JsonObject,
  state: ConfigState,
  locate: Locate,
  issues: ValidationIssue[],
): FieldChanges {
  const before = effectiveValues(catalogued, state.sections[catalogued.section.name]?.values);
  const known = new KnownSecrets([before]);
  const after = replaceSecrets(catalogued.section.fields, values, (site) => {
    const resolved = known.resolve(site);
    if ('value' in resolved) return resolved.value;
    issues.push({ loc: locate(site.at), ...resolved.issue });
    return site.value;
  });
  return differences(before, after);
}

function unownedChanges(unowned: JsonObject, state: ConfigState, issues: ValidationIssue[]): FieldChanges {
  const known = new KnownSecrets(Object.values(state.unowned));
  const after = Object.entries(unowned).map(([path, value]): [string, JsonValue] => {
    const resolved = known.resolve({ at: [path], value, bound: [`path:${path}`] });
    if ('value' in resolved) return [path, resolved.value];
    issues.push({ loc: ['body', 'config', path], ...resolved.issue });
    return [path, value];
  });
  return { ...goneBelow(state.unowned, unowned), ...differences(state.unowned, Object.fromEntries(after)) };
}

/** A row that is imported whole replaces what was kept leaf by leaf below it. */
function goneBelow(before: JsonObject, rows: JsonObject): FieldChanges {
  const replaced = Object.entries(before).filter(
    ([path]) => !Object.hasOwn(rows, path) && ancestors(path).some((above) => Object.hasOwn(rows, above)),
  );
  return Object.fromEntries(replaced.map(([path, value]) => [path, { old: fingerprintsOnly(value) }]));
}

/** `a.b.c` -> `a`, `a.b`. */
function ancestors(path: string): readonly string[] {
  const parts = path.split('.');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('.'));
}

function differences(before: Readonly<Record<string, JsonValue>>, after: JsonObject): FieldChanges {
  return Object.fromEntries(
    Object.entries(after)
      .filter(([name, value]) => !Object.hasOwn(before, name) || !jsonEquals(before[name], value))
      .map(([name, value]): [string, Change] => [
        name,
        { old: fingerprintsOnly(before[name] ?? null), new: value },
      ]),
  );
}

/** The event tells that a secret was there and which, not what it was: the log keeps each secret sealed once. */
function fingerprintsOnly(value: JsonValue): JsonValue {
  return replaceSecretValues(value, ({ $secret }) => ({ $secret: { fingerprint: $secret.fingerprint } }));
}

function changed(entity: string, changes: FieldChanges, cause: 'edit' | 'import'): readonly ConfigChanged[] {
  return Object.keys(changes).length === 0
    ? []
    : [{ type: changedType(entity), data: { changes: { ...changes }, cause } }];
}

function locateInDocument(section: Section): Locate {
  return ([name, ...rest]) => ['body', 'config', section.fields[String(name)]?.path ?? String(name), ...rest];
}

function knownSection(catalogue: SectionCatalogue, name: string): CataloguedSection {
  const catalogued = catalogue.get(name);
  if (catalogued === undefined) throw configErrors.unknownSection(name);
  return catalogued;
}
