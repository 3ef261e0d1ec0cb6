import { fields, section, SECTIONS } from '@reeve/contracts';
import type { JsonObject } from '@reeve/contracts';
import { expect, it } from 'vitest';
import { at, describeInstallation } from './installation.js';
import type { Installation } from './installation.js';
import { MASK } from './secrets-used.js';
import type { StartTopology } from './topology.js';

const { address, boolean, integer, list, record, secret, string } = fields;

/** One declaration, and nothing else anywhere that knows of weather. */
const weather = section('weather_reports', {
  title: 'Weather reports',
  read: 'verified',
  fields: {
    ENABLE_WEATHER: boolean(false, { path: 'weather.enable', env: 'ENABLE_WEATHER' }),
    WEATHER_STATIONS: list(record({ name: string(''), height: integer(0, { min: 0 }) }), [], {
      path: 'weather.stations',
    }),
    WEATHER_URL: address('', { path: 'weather.service.url' }),
    WEATHER_KEY: secret('', { path: 'weather.service.key', sentTo: ['WEATHER_URL'] }),
  },
});

const PATHS = ['/api/v1/config/weather_reports', '/api/v1/configs/weather_reports'] as const;

/** A section is data: its declaration is all there is to it. */
export function describeInventedSection(startTopology: StartTopology): void {
  describeInstallation(
    'A section that is only declared',
    startTopology,
    { sections: [...SECTIONS, weather], environment: { ENABLE_WEATHER: 'true' } },
    (installation) => {
      specifyRoutes(installation);
      specifyRecords(installation);
      specifyDocuments(installation);
      specifyDescription(installation);
    },
  );
}

function reports({ secrets }: Installation, name: string): JsonObject {
  return {
    ENABLE_WEATHER: true,
    WEATHER_STATIONS: [{ name, height: 34 }],
    WEATHER_URL: 'https://weather.example.com',
    WEATHER_KEY: secrets.make('weather-key'),
  };
}

function specifyRoutes(installation: Installation): void {
  it('has its routes, for who may use them', async () => {
    const member = await installation.person('user');
    const change = reports(installation, 'Dahlem');
    const changed = await installation.admin.post(PATHS[0], change);
    expect([changed.status, changed.body]).toEqual([200, installation.secrets.asMasked(change)]);
    for (const path of PATHS) {
      expect((await member.client.get(path)).body).toEqual(changed.body);
      expect((await member.client.post(path, change)).status).toBe(403);
      expect((await installation.anyone.get(path)).status).toBe(401);
    }
    const known = await installation.admin.get(PATHS[1], { 'if-none-match': changed.etag });
    expect(known.status).toBe(304);
    const stale = await installation.admin.post(PATHS[1], change, { 'if-match': '"0"' });
    expect(stale.status).toBe(412);
  });

  it('has its validation', async () => {
    const refusal = await installation.admin.post(PATHS[0], {
      ENABLE_WEATHER: 'perhaps',
      WEATHER_STATIONS: [{ name: 1, height: -1 }],
      WEATHER_URL: 'https://me:pass@weather.example.com',
    });
    expect([refusal.status, refusal.issues]).toEqual([
      422,
      [
        'body.ENABLE_WEATHER bool_parsing',
        'body.WEATHER_STATIONS.0.name string_type',
        'body.WEATHER_STATIONS.0.height greater_than_equal',
        'body.WEATHER_URL url_credentials',
        'body.WEATHER_KEY missing',
      ],
    ]);
  });

  it('has its masks, honoured for its address alone', async () => {
    const { object } = await installation.admin.post(PATHS[0], reports(installation, 'Tempelhof'));
    expect((await installation.admin.post(PATHS[0], object)).status).toBe(200);
    const moved = await installation.admin.post(PATHS[0], {
      ...object,
      WEATHER_URL: 'https://elsewhere.example.com',
    });
    expect([moved.status, moved.issues]).toEqual([422, ['body.WEATHER_KEY mask_other_address']]);
  });
}

function specifyRecords(installation: Installation): void {
  it('has its events and its audit entries', async () => {
    const first = reports(installation, 'Before');
    await installation.admin.post(PATHS[0], first);
    const change = { ...first, WEATHER_STATIONS: [{ name: 'After', height: 1 }] };
    await installation.admin.post(PATHS[0], change);

    const event = (await installation.events('config.weather-reports.')).at(-1);
    expect([event?.type, event?.stream]).toEqual(['config.weather-reports.changed.v1', 'config']);
    const changes = {
      WEATHER_STATIONS: { old: first['WEATHER_STATIONS'], new: change.WEATHER_STATIONS },
    };
    expect(event?.data).toEqual({ changes, cause: 'edit' });

    const [entry] = await installation.audit({ entity_type: 'config', entity_id: 'weather_reports' });
    expect(entry).toMatchObject({
      id: event?.id,
      action: 'weather_reports_updated',
      description: 'Weather reports: WEATHER_STATIONS changed',
      changes,
    });
  });

  it('shows a changed secret by its fingerprints', async () => {
    await installation.admin.post(PATHS[0], reports(installation, 'Same'));
    await installation.admin.post(PATHS[0], reports(installation, 'Same'));
    const [entry] = await installation.audit({ entity_id: 'weather_reports' });
    const key = at(entry, 'changes', 'WEATHER_KEY') as { old: string; new: string };
    expect(key).toEqual({
      old: expect.stringMatching(MASK) as string,
      new: expect.stringMatching(MASK) as string,
    });
    expect(key.old).not.toBe(key.new);
  });
}

function specifyDocuments(installation: Installation): void {
  it('has its paths in documents, in and out', async () => {
    const { admin, secrets } = installation;
    const document = {
      weather: {
        enable: false,
        stations: [{ name: 'Gatow', height: 49 }],
        service: { url: 'https://weather.example.com', key: secrets.make('imported-key') },
      },
    };
    const imported = await admin.post('/api/v1/config/import', { config: document });
    expect(imported.object['import_report']).toMatchObject({
      'weather.enable': expect.stringMatching('changed') as string,
      'weather.service.key': 'changed',
    });
    expect((await admin.get(PATHS[0])).object).toMatchObject({ ENABLE_WEATHER: false });

    expect((await admin.get('/api/v1/config/export?secrets=reveal')).object).toMatchObject(document);
    const namespace = await admin.get('/api/v1/config/namespace/weather');
    expect(namespace.object).toEqual({
      'weather.enable': false,
      'weather.stations': document.weather.stations,
      'weather.service.url': 'https://weather.example.com',
      'weather.service.key': expect.stringMatching(MASK) as string,
    });
  });

  it('has its default from the environment', async () => {
    const { admin } = installation;
    await admin.post('/api/v1/config/import', { config: { 'weather.enable': null } });
    expect((await admin.get(PATHS[0])).object['ENABLE_WEATHER']).toBe(true);
  });
}

function specifyDescription(installation: Installation): void {
  it('is in the OpenAPI document', async () => {
    const { object } = await installation.anyone.get('/api/openapi.json');
    for (const path of PATHS) {
      const route = at(object, 'paths', path);
      expect(at(route, 'get', 'summary')).toBe('Read the section Weather reports');
      const schema = at(route, 'post', 'requestBody', 'content', 'application/json', 'schema');
      expect(schema).toEqual({ $ref: '#/components/schemas/WeatherReportsBody' });
      expect(at(object, 'components', 'schemas', 'WeatherReportsBody')).toMatchObject({
        type: 'object',
        required: ['ENABLE_WEATHER', 'WEATHER_STATIONS', 'WEATHER_URL', 'WEATHER_KEY'],
        properties: {
          ENABLE_WEATHER: { type: 'boolean' },
          WEATHER_STATIONS: {
            type: 'array',
            items: { properties: { height: { type: 'integer', minimum: 0 } } },
          },
        },
      });
    }
  });
}
