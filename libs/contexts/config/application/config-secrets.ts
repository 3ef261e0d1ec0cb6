import {
  configErrors,
  fingerprintOfMask,
  isSecretValue,
  masked,
  replaceSecretValues,
} from '@reeve/contracts';
import type { CallContext, Field, JsonObject, JsonValue, SecretValue } from '@reeve/contracts';
import { replaceSecrets, secretSites } from '@reeve/config/domain';
import type { Sealing } from '@reeve/sealing';

const SUBJECT = 'config';
const PURPOSE = 'config.secret';

/** How secrets leave: as masks, or in clear (`?secrets=reveal`; always, with `REEVE_SECRETS=clear`). */
export type Disclosure = 'masked' | 'clear';

/** The crypto around the config domain, which itself only moves sealed values about. */
export class ConfigSecrets {
  constructor(
    private readonly sealing: Sealing,
    private readonly usual: Disclosure,
  ) {}

  /** @throws ReeveError `CONFIG-REVEAL-REFUSED` 403 when an API key asks for secrets in clear. */
  disclosure(reveal: boolean, call: CallContext): Disclosure {
    if (reveal && call.principal.authMethod === 'api_key') throw configErrors.revealRefused();
    return reveal ? 'clear' : this.usual;
  }

  /** Seals every secret given in full; masks stay for the domain to resolve. */
  async sealFields(fields: Readonly<Record<string, Field>>, values: JsonObject): Promise<JsonObject> {
    const sites = secretSites(fields, values);
    if (sites.length === 0) return values;
    const sealed = await Promise.all(sites.map(({ value, bound }) => this.seal(value, bound, '')));
    let next = 0;
    return replaceSecrets(fields, values, (site) => sealed[next++] ?? site.value);
  }

  /** Values that no section owns are secrets whole; empty ones have nothing to hide. */
  async sealUnowned(values: JsonObject): Promise<JsonObject> {
    const sealed = Object.entries(values).map(async ([path, value]): Promise<[string, JsonValue]> => {
      return [path, isEmpty(value) ? value : await this.seal(value, [`path:${path}`], path)];
    });
    return Object.fromEntries(await Promise.all(sealed));
  }

  async present(value: JsonValue, disclosure: Disclosure): Promise<JsonValue> {
    return disclosure === 'masked' ? masked(value) : await this.reveal(value);
  }

  /** Every secret in clear. One whose key was destroyed is null: it is gone. */
  async reveal(value: JsonValue): Promise<JsonValue> {
    const secrets: SecretValue[] = [];
    replaceSecretValues(value, (secret) => {
      secrets.push(secret);
      return null;
    });
    if (secrets.length === 0) return value;
    const opened = await Promise.all(secrets.map((secret) => this.open(secret)));
    let next = 0;
    return replaceSecretValues(value, () => opened[next++] ?? null);
  }

  private async seal(value: JsonValue, bound: readonly string[], scope: string): Promise<JsonValue> {
    if (fingerprintOfMask(value) !== undefined || isSecretValue(value)) return value;
    const text = JSON.stringify(value);
    // Where a value belongs to its path, so does its fingerprint: two switches that are both on must not look alike.
    const fingerprint = this.sealing.fingerprint(PURPOSE, `${scope}\n${text}`);
    return { $secret: { sealed: await this.sealing.seal(SUBJECT, PURPOSE, text), fingerprint, bound } };
  }

  private async open({ $secret }: SecretValue): Promise<JsonValue> {
    const text =
      $secret.sealed === undefined ? undefined : await this.sealing.unseal(PURPOSE, $secret.sealed);
    return text === undefined ? null : (JSON.parse(text) as JsonValue);
  }
}

function isEmpty(value: JsonValue): boolean {
  return value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
}
