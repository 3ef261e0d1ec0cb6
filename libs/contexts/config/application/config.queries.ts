import { configErrors, errors, holdsCapability, SECRETS_REVEALED } from '@reeve/contracts';
import type {
  CallContext,
  configRpc,
  JsonObject,
  RequestOf,
  ResponseOf,
  SectionView,
} from '@reeve/contracts';
import { canHoldSecrets, effectiveValues, sectionEtag } from '@reeve/config/domain';
import type { ConfigState, SectionCatalogue } from '@reeve/config/domain';
import { configSections, configUnowned, UNOWNED_ID } from '@reeve/config/projections';
import type { SectionDocument, UnownedDocument } from '@reeve/config/projections';
import type { Collection, DocumentStore } from '@reeve/document-store';
import type { FactRecorder } from '@reeve/event-sourcing';
import type { ConfigSecrets, Disclosure } from './config-secrets.js';
import type { DocumentExporter } from './document-exporter.js';

/** Reads of the configuration, from its projection. Secrets in clear are only answered once it is recorded who asked. */
export class ConfigQueries {
  private readonly sections: Collection<SectionDocument>;
  private readonly unowned: Collection<UnownedDocument>;

  constructor(
    private readonly catalogue: SectionCatalogue,
    private readonly secrets: ConfigSecrets,
    private readonly exporter: DocumentExporter,
    private readonly facts: FactRecorder,
    documents: DocumentStore,
  ) {
    this.sections = documents.collection(configSections);
    this.unowned = documents.collection(configUnowned);
  }

  async readSection(
    { section: name, reveal }: RequestOf<typeof configRpc.readSection>,
    call: CallContext,
  ): Promise<SectionView> {
    const catalogued = this.catalogue.get(name);
    if (catalogued === undefined) throw configErrors.unknownSection(name);
    const { read } = catalogued.section;
    if (read === null || !holdsCapability(call.principal, read))
      throw errors.accessProhibited(read ?? 'none');
    const disclosure = await this.disclose(name, reveal, call);
    const document = await this.sections.get(name);
    return {
      values: (await this.secrets.present(
        effectiveValues(catalogued, document?.values),
        disclosure,
      )) as JsonObject,
      etag: sectionEtag(catalogued, document === undefined ? {} : { [name]: document }),
    };
  }

  async exportDocument(
    { format, reveal }: RequestOf<typeof configRpc.exportDocument>,
    call: CallContext,
  ): Promise<JsonObject> {
    const disclosure = await this.disclose('document', reveal, call);
    return await this.exporter.write(await this.state(), format, disclosure);
  }

  async readNamespace(
    { namespace, reveal }: RequestOf<typeof configRpc.readNamespace>,
    call: CallContext,
  ): Promise<JsonObject> {
    const disclosure = await this.disclose(`namespace ${namespace}`, reveal, call);
    return await this.exporter.writeNamespace(await this.state(), namespace, disclosure);
  }

  /** Effective values by field name, of every field of public sections that holds no secret and cannot. */
  async readPublic(): Promise<JsonObject> {
    const { sections } = await this.state();
    return Object.fromEntries(
      this.catalogue.sections.flatMap((catalogued) => {
        const { fields, name, isPublic } = catalogued.section;
        if (!isPublic) return [];
        const values = effectiveValues(catalogued, sections[name]?.values);
        return Object.entries(values).filter(([field]) => {
          const declared = fields[field];
          return declared !== undefined && !canHoldSecrets(declared.type);
        });
      }),
    );
  }

  /** @throws ReeveError `AUTH-FORBIDDEN` 403 to everybody but Reeve's own services; `CONFIG-SECTION-UNKNOWN` 404. */
  async readSettings(
    { sections: names }: RequestOf<typeof configRpc.readSettings>,
    { principal }: CallContext,
  ): Promise<ResponseOf<typeof configRpc.readSettings>> {
    if (principal.kind !== 'system') throw errors.accessProhibited('service');
    const { sections } = await this.state();
    const read = names.map(async (name): Promise<[string, JsonObject]> => {
      const catalogued = this.catalogue.get(name);
      if (catalogued === undefined) throw configErrors.unknownSection(name);
      const values = effectiveValues(catalogued, sections[name]?.values);
      return [name, (await this.secrets.reveal(values)) as JsonObject];
    });
    return Object.fromEntries(await Promise.all(read));
  }

  /** The configuration as it is projected. */
  async state(): Promise<ConfigState> {
    const names = this.catalogue.sections.map(({ section }) => section.name);
    const [sections, unowned] = await Promise.all([
      this.sections.getMany(names),
      this.unowned.get(UNOWNED_ID),
    ]);
    return {
      sections: Object.fromEntries(sections.map(({ id, document }) => [id, document])),
      unowned: (unowned?.values ?? {}) as ConfigState['unowned'],
    };
  }

  private async disclose(what: string, reveal: boolean, call: CallContext): Promise<Disclosure> {
    const disclosure = this.secrets.disclosure(reveal, call);
    if (reveal && !holdsCapability(call.principal, 'config.reveal'))
      throw errors.accessProhibited('config.reveal');
    if (reveal) await this.facts.record('reveal', { type: SECRETS_REVEALED, data: { what } }, call);
    return disclosure;
  }
}
