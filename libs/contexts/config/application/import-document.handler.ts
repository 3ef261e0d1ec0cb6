import { changedType, endsSessions, UNOWNED } from '@reeve/contracts';
import type {
  CallContext,
  configRpc,
  ImportOutcome,
  JsonObject,
  RequestOf,
  ResponseOf,
} from '@reeve/contracts';
import { readDocument } from '@reeve/config/domain';
import type { ReadDocument, SectionCatalogue } from '@reeve/config/domain';
import type { ConfigChanged } from '@reeve/contracts';
import { readYourWrites } from '@reeve/event-sourcing';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import { CONFIG_STREAM } from './change-section.handler.js';
import type { ConfigRunner } from './change-section.handler.js';
import type { ConfigSecrets } from './config-secrets.js';
import type { DocumentExporter } from './document-exporter.js';

type Report = Readonly<Record<string, ImportOutcome>>;

/** Takes a whole configuration document: checked to the last value before anything changes, then one command. */
export class ImportDocumentHandler {
  constructor(
    private readonly catalogue: SectionCatalogue,
    private readonly secrets: ConfigSecrets,
    private readonly runner: ConfigRunner,
    private readonly progress: ProjectionProgress,
    private readonly exporter: DocumentExporter,
  ) {}

  async handle(
    { document }: RequestOf<typeof configRpc.importDocument>,
    call: CallContext,
  ): Promise<ResponseOf<typeof configRpc.importDocument>> {
    const read = readDocument(this.catalogue, document);
    const command = {
      kind: 'import-document',
      sections: await this.sealSections(read.sections),
      unowned: await this.secrets.sealUnowned(read.unowned),
      issues: read.issues,
      byApiKey: call.principal.authMethod === 'api_key',
    } as const;
    const { state, events, position } = await this.runner.execute(CONFIG_STREAM, command, call);
    const visible = await readYourWrites(this.progress, position, call);
    const disclosure = this.secrets.disclosure(false, call);
    return {
      document: await this.exporter.write(state, 'nested', disclosure),
      report: this.report(read, events),
      endsSessions: events.some(({ type, data }) => {
        const section = this.catalogue.ofType(type)?.section;
        return section !== undefined && endsSessions(section, data.changes);
      }),
      visible,
    };
  }

  private async sealSections(sections: ReadDocument['sections']): Promise<Record<string, JsonObject>> {
    const sealed = Object.entries(sections).map(async ([name, values]): Promise<[string, JsonObject]> => {
      const fields = this.catalogue.get(name)?.section.fields ?? {};
      return [name, await this.secrets.sealFields(fields, values)];
    });
    return Object.fromEntries(await Promise.all(sealed));
  }

  private report(read: ReadDocument, events: readonly ConfigChanged[]): Report {
    const changed = new Set(
      events.flatMap(({ type, data }) => {
        const fields = this.catalogue.ofType(type)?.section.fields ?? {};
        return type === changedType(UNOWNED)
          ? []
          : Object.keys(data.changes).map((name) => fields[name]?.path);
      }),
    );
    const owned = Object.entries(read.sections).flatMap(([name, values]) => {
      const fields = this.catalogue.get(name)?.section.fields ?? {};
      return Object.keys(values).map((field) => fields[field]?.path ?? field);
    });
    return {
      ...Object.fromEntries(
        owned.map((path): [string, ImportOutcome] => [path, changed.has(path) ? 'changed' : 'unchanged']),
      ),
      ...Object.fromEntries(Object.keys(read.unowned).map((path): [string, ImportOutcome] => [path, 'kept'])),
    };
  }
}
