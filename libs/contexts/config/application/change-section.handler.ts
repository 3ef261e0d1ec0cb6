import { configErrors, endsSessions, readSection, validationFailed } from '@reeve/contracts';
import type {
  CallContext,
  ChangeSectionResult,
  ConfigChanged,
  JsonObject,
  RequestOf,
  configRpc,
} from '@reeve/contracts';
import { effectiveValues, sectionEtag } from '@reeve/config/domain';
import type { ConfigCommand, ConfigState, SectionCatalogue } from '@reeve/config/domain';
import { readYourWrites } from '@reeve/event-sourcing';
import type { AggregateRunner, ProjectionProgress } from '@reeve/event-sourcing';
import type { ConfigSecrets } from './config-secrets.js';

export type ConfigRunner = AggregateRunner<ConfigState, ConfigCommand, ConfigChanged>;

/** The one stream of the configuration. */
export const CONFIG_STREAM = 'config';

/** Replaces a section. */
export class ChangeSectionHandler {
  constructor(
    private readonly catalogue: SectionCatalogue,
    private readonly secrets: ConfigSecrets,
    private readonly runner: ConfigRunner,
    private readonly progress: ProjectionProgress,
  ) {}

  async handle(
    { section: name, body, ifMatch }: RequestOf<typeof configRpc.changeSection>,
    call: CallContext,
  ): Promise<ChangeSectionResult> {
    const catalogued = this.catalogue.get(name);
    if (catalogued === undefined) throw configErrors.unknownSection(name);
    const { values: given, issues } = readSection(catalogued.section, body);
    if (issues.length > 0) throw validationFailed(issues);
    const values = await this.secrets.sealFields(catalogued.section.fields, given);
    const byApiKey = call.principal.authMethod === 'api_key';
    const command = { kind: 'change-section', section: name, values, ifMatch, byApiKey } as const;
    const { state, events, position } = await this.runner.execute(CONFIG_STREAM, command, call);
    const effective = effectiveValues(catalogued, state.sections[name]?.values);
    return {
      values: (await this.secrets.present(effective, this.secrets.disclosure(false, call))) as JsonObject,
      etag: sectionEtag(catalogued, state.sections),
      changed: events.length > 0,
      endsSessions: events.some(({ data }) => endsSessions(catalogued.section, data.changes)),
      visible: await readYourWrites(this.progress, position, call),
    };
  }
}
