import { randomBytes, randomUUID } from 'node:crypto';
import { ANONYMOUS, fields, section, SECTIONS, SYSTEM } from '@reeve/contracts';
import type { CallContext, ConfigChanged, JsonObject, Section } from '@reeve/contracts';
import { createConfigDecider } from '@reeve/config/domain';
import type { ConfigCommand, ConfigState, SectionCatalogue } from '@reeve/config/domain';
import { configProjection } from '@reeve/config/projections';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import { AggregateRunner, createEventStamp, FactRecorder, Projector } from '@reeve/event-sourcing';
import { MemoryLog, openMemoryEventStore } from '@reeve/event-store/memory';
import type { Sealing } from '@reeve/sealing';
import { createSealing } from '@reeve/sealing/envelope';
import { createMemoryDataKeyStore } from '@reeve/sealing/memory';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigQueries } from './config.queries.js';
import { ConfigSecrets } from './config-secrets.js';
import { DocumentExporter } from './document-exporter.js';
import { catalogueFromEnvironment } from './environment-defaults.js';
import { ImportDocumentHandler } from './import-document.handler.js';
import { KeptPaths } from './kept-paths.js';

const { boolean, integer, secret } = fields;

/** What the next version declares. */
const weather = section('weather', {
  title: 'Weather',
  fields: {
    ENABLE_WEATHER: boolean(false, { path: 'weather.enable' }),
    WEATHER_LIMIT: integer(1, { path: 'weather.limit' }),
    WEATHER_KEY: secret('', { path: 'weather.key' }),
  },
});

let sealing: Sealing;
let log: MemoryLog;
let stopping: (() => Promise<void>)[];
beforeEach(async () => {
  sealing = await createSealing({ masterKey: randomBytes(32), keys: createMemoryDataKeyStore() });
  log = new MemoryLog();
  stopping = [];
});
afterEach(() => Promise.all(stopping.map((stop) => stop())));

const call = (principal: CallContext['principal'] = SYSTEM): CallContext => ({
  principal,
  requestId: randomUUID(),
  commandId: randomUUID(),
  commandHash: null,
  deadline: Date.now() + 10_000,
  ip: null,
  userAgent: null,
  traceparent: null,
});

/** A process of the config service that knows these sections. */
async function start(sections: readonly Section[]) {
  const secrets = new ConfigSecrets(sealing, 'masked');
  const catalogue: SectionCatalogue = await catalogueFromEnvironment(sections, {}, secrets);
  const projection = configProjection(catalogue);
  const eventStore = openMemoryEventStore(log);
  const documents = openMemoryDocumentStore(projection.collections);
  const stamp = createEventStamp(() => Promise.resolve(null));
  const decider = createConfigDecider(catalogue);
  const runner = new AggregateRunner<ConfigState, ConfigCommand, ConfigChanged>({
    eventStore,
    stamp,
    decider,
  });
  const projector = new Projector(projection, eventStore, documents);
  projector.start();
  const exporter = new DocumentExporter(catalogue, secrets);
  const keptPaths = new KeptPaths(catalogue, secrets, runner);
  stopping.push(async () => {
    await keptPaths.stop();
    await projector.stop();
  });
  const queries = new ConfigQueries(
    catalogue,
    secrets,
    exporter,
    new FactRecorder(eventStore, stamp),
    documents,
  );
  const imports = new ImportDocumentHandler(catalogue, secrets, runner, projector, exporter);
  return {
    queries,
    keptPaths,
    import: (document: JsonObject) => imports.handle({ document }, call()),
    settings: async (...names: string[]) => {
      // Is answered when reads show it, and so all that came before.
      await imports.handle({ document: { 'some.thing': randomUUID() } }, call());
      return await queries.readSettings({ sections: names }, call());
    },
  };
}

async function history() {
  const events = [];
  for await (const event of openMemoryEventStore(log).readAll()) events.push(event);
  return events;
}

describe('A path that a section comes to own', () => {
  it('has the value that was kept there, once, its secret sealed', async () => {
    const before = await start(SECTIONS);
    const key = `key ${randomUUID()}`;
    await before.import({ weather: { enable: true, limit: 7, key, other: 'stays' } });

    const after = await start([...SECTIONS, weather]);
    after.keptPaths.start();
    await after.keptPaths.finished();

    expect(await after.settings('weather')).toEqual({
      weather: { ENABLE_WEATHER: true, WEATHER_LIMIT: 7, WEATHER_KEY: key },
    });
    const document = await after.queries.exportDocument({ format: 'flat', reveal: true }, call());
    expect(document).toMatchObject({ 'weather.key': key, 'weather.other': 'stays' });
    const events = await history();
    expect(JSON.stringify(events)).not.toContain(key);

    const again = await start([...SECTIONS, weather]);
    again.keptPaths.start();
    await again.keptPaths.finished();
    const changes = (await history()).filter(({ type }) => type === 'config.weather.changed.v1');
    expect(changes).toHaveLength(1);
  });

  it('keeps a value that its field does not take', async () => {
    const before = await start(SECTIONS);
    await before.import({ weather: { enable: 'perhaps', limit: 3 } });
    const after = await start([...SECTIONS, weather]);
    after.keptPaths.start();
    await after.keptPaths.finished();
    expect((await after.settings('weather'))['weather']).toMatchObject({
      ENABLE_WEATHER: false,
      WEATHER_LIMIT: 3,
    });
  });

  it('is nothing to do where nothing was kept', async () => {
    const { keptPaths } = await start(SECTIONS);
    keptPaths.start();
    await keptPaths.finished();
    expect(await history()).toEqual([]);
  });
});

describe('Settings in clear', () => {
  it.each([
    ANONYMOUS,
    { kind: 'user', id: 'ada', role: 'admin', sessionId: 's1', authMethod: 'session' } as const,
  ])('are for Reeve’s own services alone, not for $kind', async (principal) => {
    const { queries } = await start(SECTIONS);
    await expect(queries.readSettings({ sections: ['oauth'] }, call(principal))).rejects.toMatchObject({
      code: 'AUTH-FORBIDDEN',
      status: 403,
    });
  });

  it('carry secrets, and leave no trace', async () => {
    const { import: imports, settings } = await start(SECTIONS);
    await imports({ oauth: { client_secret: 'a secret', provider_url: 'https://id.example.com' } });
    expect((await settings('oauth'))['oauth']).toMatchObject({ OAUTH_CLIENT_SECRET: 'a secret' });
    expect((await history()).map(({ type }) => type)).not.toContain('config.secrets.revealed.v1');
  });

  it('are there for sections that exist', async () => {
    const { queries } = await start(SECTIONS);
    await expect(queries.readSettings({ sections: ['nothing'] }, call())).rejects.toMatchObject({
      code: 'CONFIG-SECTION-UNKNOWN',
    });
  });
});
