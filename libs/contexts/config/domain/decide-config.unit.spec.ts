import { DeciderSpecification } from '@reeve/testing';
import { changedType, maskOf, UNOWNED } from '@reeve/contracts';
import type { ConfigChanged, JsonObject, JsonValue } from '@reeve/contracts';
import { describe, expect, it } from 'vitest';
import { createConfigDecider } from './config.decider.js';
import { plainCatalogue, sealedInClear, sealFieldsInClear } from './testing/clear-sealing.js';

const catalogue = plainCatalogue();
const config = DeciderSpecification.for(createConfigDecider(catalogue));
const fieldsOf = (name: string) => catalogue.get(name)?.section.fields ?? {};

const change = (section: string, values: JsonObject, ifMatch: readonly string[] | null = null) => ({
  kind: 'change-section' as const,
  section,
  values: sealFieldsInClear(fieldsOf(section), values),
  ifMatch,
  byApiKey: false,
});

const changed = (
  entity: string,
  changes: ConfigChanged['data']['changes'],
  cause: 'edit' | 'import' = 'edit',
): ConfigChanged => ({
  type: changedType(entity),
  data: { changes, cause },
});

const connection = (over: JsonObject = {}): JsonObject => ({
  url: 'https://tools.example.com',
  path: 'openapi.json',
  type: 'openapi',
  auth_type: 'bearer',
  headers: null,
  key: 'k-one',
  config: null,
  info: null,
  forward_cookies: false,
  ...over,
});

const ORIGIN = ['origin:https://tools.example.com'];
const sealedKey = sealedInClear('k-one', ORIGIN) as { $secret: { fingerprint: string } };
const fingerprint = sealedKey.$secret.fingerprint;
const stored = (...connections: JsonObject[]): ConfigChanged =>
  changed('tool-servers', {
    TOOL_SERVER_CONNECTIONS: {
      old: [],
      new: sealFieldsInClear(fieldsOf('tool_servers'), { TOOL_SERVER_CONNECTIONS: connections })[
        'TOOL_SERVER_CONNECTIONS'
      ] as JsonValue,
    },
  });

describe('changing a section', () => {
  it('says old and new of the fields that differ, and of no other', () => {
    config
      .given([])
      .when(change('connections', { ENABLE_DIRECT_CONNECTIONS: true, ENABLE_BASE_MODELS_CACHE: false }))
      .then([changed('connections', { ENABLE_DIRECT_CONNECTIONS: { old: false, new: true } })]);
  });

  it('is nothing when everything is as it was', () => {
    config
      .given([changed('connections', { ENABLE_DIRECT_CONNECTIONS: { old: false, new: true } })])
      .when(change('connections', { ENABLE_DIRECT_CONNECTIONS: true, ENABLE_BASE_MODELS_CACHE: false }))
      .thenNothing();
  });

  it('does not mind the order of an object’s keys', () => {
    config
      .given([changed('models', { DEFAULT_MODEL_PARAMS: { old: {}, new: { a: 1, b: 2 } } })])
      .when(change('models', { DEFAULT_MODEL_PARAMS: { b: 2, a: 1 } }))
      .thenNothing();
  });

  it('is refused when the section has changed since it was read', () => {
    const events = [changed('connections', { ENABLE_DIRECT_CONNECTIONS: { old: false, new: true } })];
    const values = { ENABLE_BASE_MODELS_CACHE: true };
    config
      .given(events)
      .when(change('connections', values, ['0-default0']))
      .thenThrows('PRECONDITION-FAILED');
    config
      .given(events)
      .when(change('connections', values, ['1-default0']))
      .then([changed('connections', { ENABLE_BASE_MODELS_CACHE: { old: false, new: true } })]);
    config
      .given(events)
      .when(change('connections', values, ['*']))
      .then([changed('connections', { ENABLE_BASE_MODELS_CACHE: { old: false, new: true } })]);
  });

  it('is not held up by a change of another section', () => {
    const other = changed('subagents', { SUBAGENTS_MAX_ASYNC: { old: 20, new: 5 } });
    config
      .given([other])
      .when(change('connections', { ENABLE_BASE_MODELS_CACHE: true }, ['0-default0']))
      .then([changed('connections', { ENABLE_BASE_MODELS_CACHE: { old: false, new: true } })]);
  });

  it('is refused for a section that is not there', () => {
    config
      .given([])
      .when({ kind: 'change-section', section: 'nowhere', values: {}, ifMatch: null, byApiKey: false })
      .thenThrows('CONFIG-SECTION-UNKNOWN');
  });
});

describe('a mask', () => {
  const withMask = (over: JsonObject = {}) => connection({ key: maskOf(fingerprint), ...over });

  it('stands for the secret it was made from', () => {
    config
      .given([stored(connection())])
      .when(change('tool_servers', { TOOL_SERVER_CONNECTIONS: [withMask()] }))
      .thenNothing();
  });

  it('keeps the secret while something else of the connection changes', () => {
    config
      .given([stored(connection())])
      .when(change('tool_servers', { TOOL_SERVER_CONNECTIONS: [withMask({ path: 'v2/openapi.json' })] }))
      .then([
        changed('tool-servers', {
          TOOL_SERVER_CONNECTIONS: {
            old: [connection({ key: { $secret: { fingerprint } } })],
            new: [connection({ key: sealedKey as unknown as JsonValue, path: 'v2/openapi.json' })],
          },
        }),
      ]);
  });

  it('is honoured wherever in the section it now stands', () => {
    const moved = connection({ key: '', headers: { 'X-Key': maskOf(fingerprint) } });
    const event = config
      .given([stored(connection())])
      .when(change('tool_servers', { TOOL_SERVER_CONNECTIONS: [moved, withMask()] }));
    event.then([
      changed('tool-servers', {
        TOOL_SERVER_CONNECTIONS: {
          old: [connection({ key: { $secret: { fingerprint } } })],
          new: [
            connection({ key: '', headers: { 'X-Key': sealedKey as unknown as JsonValue } }),
            connection({ key: sealedKey as unknown as JsonValue }),
          ],
        },
      }),
    ]);
  });

  it.each([
    ['another host', { url: 'https://evil.example.com' }],
    ['another port', { url: 'https://tools.example.com:8443' }],
    ['another scheme', { url: 'http://tools.example.com' }],
    ['a host that only begins alike', { url: 'https://tools.example.com.evil.example' }],
    ['no address', { url: '' }],
    ['a path that is an address of its own', { path: 'https://evil.example.com/openapi.json' }],
  ])('is refused for %s', (_what, over) => {
    const error = config
      .given([stored(connection())])
      .when(change('tool_servers', { TOOL_SERVER_CONNECTIONS: [connection(), withMask(over)] }))
      .thenThrows('REQUEST-INVALID');
    expect(error.extra).toEqual({
      errors: [
        expect.objectContaining({
          loc: ['body', 'TOOL_SERVER_CONNECTIONS', 1, 'key'],
          type: 'mask_other_address',
        }),
      ],
    });
  });

  it('is refused when nothing stored has its fingerprint', () => {
    const unknown = connection({ key: maskOf('0123456789abcdef') });
    const error = config
      .given([stored(connection())])
      .when(change('tool_servers', { TOOL_SERVER_CONNECTIONS: [unknown] }))
      .thenThrows('REQUEST-INVALID');
    expect(JSON.stringify(error.extra)).toContain('mask_unknown');
  });

  it('is found in an event only as a fingerprint once the secret is gone', () => {
    config
      .given([stored(connection())])
      .when(change('tool_servers', { TOOL_SERVER_CONNECTIONS: [] }))
      .then([
        changed('tool-servers', {
          TOOL_SERVER_CONNECTIONS: { old: [connection({ key: { $secret: { fingerprint } } })], new: [] },
        }),
      ]);
  });
});

describe('importing a document', () => {
  const importing = (sections: Record<string, JsonObject>, unowned: JsonObject = {}) => ({
    kind: 'import-document' as const,
    sections,
    unowned: Object.fromEntries(
      Object.entries(unowned).map(([path, value]) => [path, sealedInClear(value, [`path:${path}`], path)]),
    ),
    issues: [],
    byApiKey: false,
  });

  it('changes every section it has in one decision', () => {
    config
      .given([])
      .when(
        importing(
          { connections: { ENABLE_BASE_MODELS_CACHE: true }, subagents: { SUBAGENTS_MAX_ASYNC: 1 } },
          { 'a.b': 'x' },
        ),
      )
      .then([
        changed('connections', { ENABLE_BASE_MODELS_CACHE: { old: false, new: true } }, 'import'),
        changed('subagents', { SUBAGENTS_MAX_ASYNC: { old: 20, new: 1 } }, 'import'),
        changed(UNOWNED, { 'a.b': { old: null, new: sealedInClear('x', ['path:a.b'], 'a.b') } }, 'import'),
      ]);
  });

  it('honours the mask of a kept value at its own path only', () => {
    const kept = sealedInClear('x', ['path:a.b'], 'a.b') as { $secret: { fingerprint: string } };
    const events = [changed(UNOWNED, { 'a.b': { old: null, new: kept as unknown as JsonValue } }, 'import')];
    const mask = maskOf(kept.$secret.fingerprint);
    config
      .given(events)
      .when(importing({}, { 'a.b': mask }))
      .thenNothing();
    config
      .given(events)
      .when(importing({}, { 'a.c': mask }))
      .thenThrows('REQUEST-INVALID');
  });

  it('puts a row that comes whole in the place of what was kept below it', () => {
    const leaf = sealedInClear(1, ['path:a.b.c'], 'a.b.c') as { $secret: { fingerprint: string } };
    const row = sealedInClear({ c: 2 }, ['path:a.b'], 'a.b');
    config
      .given([changed(UNOWNED, { 'a.b.c': { old: null, new: leaf as unknown as JsonValue } }, 'import')])
      .when(importing({}, { 'a.b': { c: 2 } }))
      .then([
        changed(
          UNOWNED,
          {
            'a.b.c': { old: { $secret: { fingerprint: leaf.$secret.fingerprint } } },
            'a.b': { old: null, new: row },
          },
          'import',
        ),
      ]);
  });

  it('names every mask that cannot be honoured', () => {
    const bad = maskOf('0123456789abcdef');
    const error = config
      .given([])
      .when(importing({ code_execution: { CODE_EXECUTION_JUPYTER_AUTH_TOKEN: bad } }, { 'x.y': bad }))
      .thenThrows('REQUEST-INVALID');
    const { errors } = error.extra as { errors: { loc: unknown[] }[] };
    expect(errors.map(({ loc }) => loc)).toEqual([
      ['body', 'config', 'code_execution.jupyter.auth_token'],
      ['body', 'config', 'x.y'],
    ]);
  });

  it('names what was wrong with the document already together with its masks', () => {
    const issue = { loc: ['body', 'config', 'direct.enable'], msg: 'No boolean', type: 'bool_parsing' };
    const error = config
      .given([])
      .when({ ...importing({}, { 'x.y': maskOf('0123456789abcdef') }), issues: [issue] })
      .thenThrows('REQUEST-INVALID');
    const { errors } = error.extra as { errors: { type: string }[] };
    expect(errors.map(({ type }) => type)).toEqual(['bool_parsing', 'mask_unknown']);
  });
});

describe('taking over paths that were kept', () => {
  const keptAt = (path: string, value: JsonValue) => {
    const sealed = sealedInClear(value, [`path:${path}`], path) as { $secret: { fingerprint: string } };
    return {
      event: changed(UNOWNED, { [path]: { old: null, new: sealed as unknown as JsonValue } }, 'import'),
      gone: { [path]: { old: { $secret: { fingerprint: sealed.$secret.fingerprint } } } },
    };
  };
  const async = keptAt('subagents.max_async', 3);
  const takeOver = (value: JsonValue) => ({
    kind: 'take-over-paths' as const,
    sections: { subagents: { SUBAGENTS_MAX_ASYNC: value } },
  });

  it('gives them to their fields', () => {
    config
      .given([async.event])
      .when(takeOver(3))
      .then([
        changed('subagents', { SUBAGENTS_MAX_ASYNC: { old: 20, new: 3 } }, 'import'),
        changed(UNOWNED, async.gone, 'import'),
      ]);
  });

  it('lets go of them when they are what is in force', () => {
    const same = keptAt('subagents.max_async', 20);
    config
      .given([same.event])
      .when(takeOver(20))
      .then([changed(UNOWNED, same.gone, 'import')]);
  });

  it('leaves a field alone that was set meanwhile', () => {
    config
      .given([async.event, changed('subagents', { SUBAGENTS_MAX_ASYNC: { old: 20, new: 7 } })])
      .when(takeOver(3))
      .then([changed(UNOWNED, async.gone, 'import')]);
  });

  it('happens once, whoever does it', () => {
    config
      .given([
        async.event,
        changed('subagents', { SUBAGENTS_MAX_ASYNC: { old: 20, new: 3 } }, 'import'),
        changed(UNOWNED, async.gone, 'import'),
      ])
      .when(takeOver(3))
      .thenNothing();
  });
});

describe('what sign-ins ask for', () => {
  const byKey = (values: JsonObject) => ({ ...change('admin', values), byApiKey: true });
  const asked = changed('admin', { ENABLE_MFA: { old: false, new: true } });

  it('is not changed with an API key', () => {
    config
      .given([])
      .when(byKey({ ENABLE_MFA: true }))
      .thenThrows('CONFIG-SESSION-NEEDED');
    config
      .given([])
      .when({
        kind: 'import-document',
        sections: { admin: { MFA_ALLOW_OAUTH_BYPASS: true } },
        unowned: {},
        issues: [],
        byApiKey: true,
      })
      .thenThrows('CONFIG-SESSION-NEEDED');
    config
      .given([])
      .when(change('admin', { ENABLE_MFA: true }))
      .then([asked]);
  });

  it('may come back as it is', () => {
    config
      .given([asked])
      .when(byKey({ ENABLE_MFA: true, RESPONSE_WATERMARK: 'by a key' }))
      .then([changed('admin', { RESPONSE_WATERMARK: { old: '', new: 'by a key' } })]);
  });
});
