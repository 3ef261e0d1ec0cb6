import { fingerprintOfMask, readField, validationFailed } from '@reeve/contracts';
import type { Field, JsonObject, JsonValue, ValidationIssue, ValueType } from '@reeve/contracts';
import { effectiveValues, KnownSecrets, replaceSecrets } from '@reeve/config/domain';
import type { SectionCatalogue } from '@reeve/config/domain';
import type { ConfigQueries } from './config.queries.js';
import type { ConfigSecrets } from './config-secrets.js';

/** Connections that an administrator wants tried: a mask in one stands for the stored secret, for its own address only. */
export class OutboundConnections {
  constructor(
    private readonly catalogue: SectionCatalogue,
    private readonly queries: ConfigQueries,
    private readonly secrets: ConfigSecrets,
  ) {}

  /**
   * @param section whose stored secrets a mask may stand for.
   * @returns the connection with every secret in clear. It is for the call at hand only, never to be answered or kept.
   * @throws ReeveError `REQUEST-INVALID` 422.
   */
  async open(section: string, type: ValueType, body: JsonObject): Promise<JsonObject> {
    const connection: Field = { type, nullable: false, absent: 'refused', default: null };
    const read = readField(connection, body, ['body']);
    if (read.issues.length > 0) throw validationFailed(read.issues);
    const { sections } = await this.queries.state();
    const catalogued = this.catalogue.get(section);
    const stored = catalogued === undefined ? {} : effectiveValues(catalogued, sections[section]?.values);
    const known = new KnownSecrets([stored]);
    const issues: ValidationIssue[] = [];
    const resolved = replaceSecrets({ connection }, { connection: read.value }, (site) => {
      const result = known.resolve(site);
      if ('value' in result) return result.value;
      issues.push({ loc: ['body', ...site.at.slice(1)], ...result.issue });
      return null;
    });
    if (issues.length > 0) throw validationFailed(issues);
    return (await this.secrets.reveal(resolved['connection'] ?? {})) as JsonObject;
  }
}

/** A mask where no stored secret is looked up: it must not be sent as if it were the secret itself. */
export function refuseMask(value: JsonValue | undefined, name: string): void {
  if (value === undefined || fingerprintOfMask(value) === undefined) return;
  throw validationFailed([
    {
      loc: ['body', name],
      type: 'mask_unknown',
      msg: 'A mask stands for nothing here. Enter the secret itself',
    },
  ]);
}
