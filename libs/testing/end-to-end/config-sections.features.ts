import { randomUUID } from 'node:crypto';
import { SECTIONS } from '@reeve/contracts';
import type { JsonObject } from '@reeve/contracts';
import { describe, expect, it } from 'vitest';
import { describeInstallation } from './installation.js';
import type { Installation } from './installation.js';
import { changesOf, sectionSamples } from './section-samples.js';
import type { SectionSample } from './section-samples.js';
import type { StartTopology } from './topology.js';

/** Every section over its routes: defaults, replacement, entity tags, refusals, events, the audit log. */
export function describeConfigSections(startTopology: StartTopology): void {
  describeInstallation('The sections of a new installation', startTopology, {}, (installation) => {
    const samples = sectionSamples(installation.secrets);

    it('are all tried here', () => {
      expect(samples.map(({ section }) => section).sort()).toEqual(SECTIONS.map(({ name }) => name).sort());
    });

    it.each(samples.filter(({ defaults }) => defaults !== undefined))(
      'have Open WebUI’s defaults: $section',
      async ({ section, defaults }) => {
        for (const path of pathsOf(section)) {
          const answer = await installation.admin.get(path);
          expect([answer.status, answer.body]).toEqual([200, defaults]);
        }
      },
    );

    it('have no GET where Open WebUI has none', async () => {
      for (const { section } of samples.filter(({ defaults }) => defaults === undefined)) {
        const answer = await installation.admin.get(`/api/v1/configs/${section}`);
        expect([answer.status, answer.header('allow')]).toEqual([405, 'POST']);
      }
    });
  });

  describeInstallation('A change of a section', startTopology, {}, (installation) => {
    it.each(sectionSamples(installation.secrets))(
      'is one event and one audit entry, and none when nothing is new: $section',
      (sample) => expectOneChange(installation, sample),
    );
  });

  describeInstallation('A section', startTopology, {}, (installation) => {
    describe.each(sectionSamples(installation.secrets))('$section', (sample) => {
      specifySection(installation, sample);
    });
  });

  describeInstallation(
    'The defaults of a section',
    startTopology,
    { environment: ENVIRONMENT },
    (installation) => {
      it('come from Open WebUI’s variables', async () => {
        const { admin } = installation;
        const [connections, models, code] = await Promise.all(
          ['connections', 'models', 'code_execution'].map((name) => admin.get(`/api/v1/configs/${name}`)),
        );
        expect(connections?.object).toMatchObject({ ENABLE_DIRECT_CONNECTIONS: true });
        expect(models?.object).toMatchObject({ DEFAULT_MODELS: 'llama', MODEL_ORDER_LIST: ['llama'] });
        // The interpreter's Jupyter falls back to that of code execution.
        expect(code?.object).toMatchObject({
          CODE_EXECUTION_JUPYTER_TIMEOUT: 5,
          CODE_INTERPRETER_JUPYTER_TIMEOUT: 5,
        });
      });

      it('give way to what was set, also when that is what they are without the variable', async () => {
        const { object } = await installation.admin.get('/api/v1/configs/subagents');
        expect(object).toMatchObject({ ENABLE_SUBAGENTS: true });
        const off = { ...object, ENABLE_SUBAGENTS: false };
        await installation.admin.post('/api/v1/configs/subagents', off);
        await installation.running.restart();
        expect((await installation.admin.get('/api/v1/configs/subagents')).body).toEqual(off);
      });
    },
  );
}

const ENVIRONMENT = {
  ENABLE_SUBAGENTS: 'true',
  ENABLE_DIRECT_CONNECTIONS: 'true',
  DEFAULT_MODELS: 'llama',
  MODEL_ORDER_LIST: '["llama"]',
  CODE_EXECUTION_JUPYTER_TIMEOUT: '5',
};

async function expectOneChange(installation: Installation, sample: SectionSample): Promise<void> {
  const { administrator, admin, secrets } = installation;
  const { section, change, answer, besides } = sample;
  const posted = besides === undefined ? answer : { ...(answer as JsonObject), ...besides };
  const entity = section.replaceAll(/[_/]/g, '-');
  const requestId = randomUUID();

  const [path, otherPath] = pathsOf(section);
  const changed = await admin.post(path, change, { 'x-request-id': requestId, 'user-agent': 'curl/8' });
  const again = await admin.post(otherPath, change);

  expect([changed.status, changed.body]).toEqual([200, posted]);
  expect([again.status, again.body, again.etag]).toEqual([200, posted, changed.etag]);
  const events = await installation.events(`config.${entity}.`);
  expect(events.map(({ type }) => type)).toEqual([`config.${entity}.changed.v1`]);
  expect(await installation.audit({ entity_type: 'config', entity_id: section })).toEqual([
    {
      id: events[0]?.id,
      user_id: administrator.id,
      action: `${section.replace('/', '_')}_updated`,
      entity_type: 'config',
      entity_id: section,
      description: expect.stringMatching(/ changed$/) as string,
      changes: changesOf(sample, secrets),
      audit_metadata: null,
      created_at: Math.floor(Date.parse(events[0]?.metadata['occurredAt'] as string) / 1000),
      actor_kind: 'user',
      actor_name: administrator.name,
      actor_role: 'admin',
      ip: '127.0.0.1',
      user_agent: 'curl/8',
      request_id: requestId,
    },
  ]);
}

function specifySection(
  installation: Installation,
  { section, defaults, change, answer, refused }: SectionSample,
): void {
  const [path, otherPath] = pathsOf(section);

  if (defaults !== undefined) {
    it('is read under both prefixes as it was written, with its entity tag', async () => {
      const { admin } = installation;
      const { etag } = await admin.post(path, change);
      for (const read of [path, otherPath]) {
        const current = await admin.get(read);
        expect([current.status, current.body, current.etag]).toEqual([200, answer, etag]);
        const known = await admin.get(read, { 'if-none-match': etag });
        expect([known.status, known.text, known.etag]).toEqual([304, '', etag]);
      }
    });
  }

  it('is replaced only by who knows what it is, if they say so', async () => {
    const { admin } = installation;
    const { etag } = await admin.post(path, change);
    const stale = await admin.post(path, change, { 'if-match': '"0-0"' });
    expect([stale.status, stale.code]).toEqual([412, 'PRECONDITION-FAILED']);
    expect(`"${stale.extra['etag'] as string}"`).toBe(etag);
    for (const ifMatch of [etag, `"0-0", ${etag}`, '*']) {
      expect((await admin.post(path, change, { 'if-match': ifMatch })).status).toBe(200);
    }
  });

  for (const [body, issues] of refused) {
    it(`refuses ${issues.join(', ')}`, async () => {
      const before = await installation.events('config.');
      const refusal = await installation.admin.post(path, body);
      expect([refusal.status, refusal.code]).toEqual([422, 'REQUEST-INVALID']);
      expect(refusal.issues).toEqual(issues);
      expect(refusal.object['detail']).toEqual(expect.any(String));
      expect(await installation.events('config.')).toEqual(before);
    });
  }
}

function pathsOf(section: string): readonly [string, string] {
  const route = SECTIONS.find(({ name }) => name === section)?.route;
  if (route !== undefined) return [`/${route}`, `/${route}`];
  return [`/api/v1/config/${section}`, `/api/v1/configs/${section}`];
}
