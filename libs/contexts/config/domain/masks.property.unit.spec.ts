import { isSecretValue, masked, maskOf } from '@reeve/contracts';
import type { ConfigChanged, JsonObject, JsonValue } from '@reeve/contracts';
import { ReeveError } from '@reeve/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createConfigDecider } from './config.decider.js';
import { initialConfig } from './config.state.js';
import type { ConfigState } from './config.state.js';
import { secretSites } from './secret-sites.js';
import { plainCatalogue, sealFieldsInClear } from './testing/clear-sealing.js';

const catalogue = plainCatalogue();
const { decide, evolve } = createConfigDecider(catalogue);
const fields = catalogue.get('tool_servers')?.section.fields ?? {};

const origin = fc.constantFrom(
  'https://a.example',
  'https://b.example',
  'http://a.example',
  'https://a.example:444',
);
const secret = fc.constantFrom('', 's-1', 's-2', 's-3');
const connection = fc.record({
  url: fc.tuple(origin, fc.constantFrom('', '/v1', '/v2')).map(([base, path]) => base + path),
  path: fc.oneof(
    fc.constant('openapi.json'),
    origin.map((base) => `${base}/spec.json`),
  ),
  key: secret,
  headers: fc.oneof(fc.constant(null), fc.record({ 'X-Key': secret })),
  api_token: secret,
}) as fc.Arbitrary<JsonObject>;

type List = readonly JsonObject[];
/** What clients do to a list that they have read: reorder, shorten, double, move, edit. */
type Edit = (list: List, pick: number, other: number) => List;

const edits: Record<string, Edit> = {
  reverse: (list) => [...list].reverse(),
  drop: (list, pick) => list.filter((_, index) => index !== pick % Math.max(1, list.length)),
  double: (list, pick) => [...list, ...list.slice(pick % Math.max(1, list.length)).slice(0, 1)],
  rotate: (list, pick) => [
    ...list.slice(pick % Math.max(1, list.length)),
    ...list.slice(0, pick % Math.max(1, list.length)),
  ],
  readdress: (list, pick, other) => edited(list, pick, { url: list[other % list.length]?.['url'] ?? '' }),
  moveKey: (list, pick, other) => edited(list, pick, { key: list[other % list.length]?.['key'] ?? '' }),
  keyToHeader: (list, pick) =>
    edited(list, pick, { headers: { 'X-Moved': list[pick % list.length]?.['key'] ?? '' }, key: '' }),
  newSecret: (list, pick) => edited(list, pick, { key: 'fresh' }),
};

function edited(list: List, pick: number, over: JsonObject): List {
  return list.map((item, index) => (index === pick % list.length ? { ...item, ...over } : item));
}

function store(list: List): ConfigState {
  const values = sealFieldsInClear(fields, { TOOL_SERVER_CONNECTIONS: list });
  return apply(
    initialConfig,
    decide(
      { kind: 'change-section', section: 'tool_servers', values, ifMatch: null, byApiKey: false },
      initialConfig,
    ),
  );
}

const apply = (state: ConfigState, events: readonly ConfigChanged[]) =>
  events.reduce((current, event, revision) => evolve(current, event, revision), state);

const valuesOf = (state: ConfigState): JsonObject =>
  state.sections['tool_servers']?.values ?? { TOOL_SERVER_CONNECTIONS: [] };

describe('masks in lists that were read, edited and written back', () => {
  it('lose no secret and send none to another origin', () => {
    fc.assert(
      fc.property(
        fc.array(connection, { maxLength: 5 }),
        fc.array(fc.tuple(fc.constantFrom(...Object.keys(edits)), fc.nat(9), fc.nat(9)), { maxLength: 4 }),
        (list, steps) => {
          const before = store(list);
          const read = masked(valuesOf(before)['TOOL_SERVER_CONNECTIONS'] ?? []) as unknown as List;
          const written = steps.reduce(
            (current, [name, pick, other]) => edits[name]?.(current, pick, other) ?? current,
            read,
          );

          const known = new Map<string, Set<string>>();
          for (const { value, bound } of secretSites(fields, valuesOf(before))) {
            if (!isSecretValue(value)) continue;
            const mask = maskOf(value.$secret.fingerprint);
            known.set(mask, (known.get(mask) ?? new Set()).add(JSON.stringify(bound)));
          }
          const asked = secretSites(fields, { TOOL_SERVER_CONNECTIONS: written });
          const elsewhere = asked.some(({ value, bound }) => {
            const uses = known.get(value as string);
            return uses !== undefined && !uses.has(JSON.stringify(bound));
          });

          const values = sealFieldsInClear(fields, { TOOL_SERVER_CONNECTIONS: written });
          const command = {
            kind: 'change-section',
            section: 'tool_servers',
            values,
            ifMatch: null,
            byApiKey: false,
          } as const;
          if (elsewhere) {
            expect(() => decide(command, before)).toThrow(ReeveError);
            return;
          }
          const after = apply(before, decide(command, before));
          const stored = secretSites(fields, valuesOf(after));
          expect(stored).toHaveLength(asked.length);
          for (const [index, site] of stored.entries()) {
            expect(isSecretValue(site.value)).toBe(true);
            const { $secret } = site.value as unknown as {
              $secret: { sealed: string; fingerprint: string; bound: string[] };
            };
            // It may be used exactly where it stands now, and it is the secret that the mask was made from.
            expect($secret.bound).toEqual(site.bound);
            const wanted = asked[index]?.value as JsonValue;
            if (known.has(wanted as string)) expect(maskOf($secret.fingerprint)).toBe(wanted);
            else expect($secret.sealed).toBe(`sealed(${JSON.stringify(wanted)})`);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('change nothing when they are written back as they were read', () => {
    fc.assert(
      fc.property(fc.array(connection, { maxLength: 5 }), (list) => {
        const before = store(list);
        const read = masked(valuesOf(before)) as JsonObject;
        expect(
          decide(
            { kind: 'change-section', section: 'tool_servers', values: read, ifMatch: null, byApiKey: false },
            before,
          ),
        ).toEqual([]);
      }),
    );
  });
});
