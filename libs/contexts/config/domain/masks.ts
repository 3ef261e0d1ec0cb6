import { fingerprintOfMask, isJsonObject, isSecretValue, jsonEquals, maskIssues } from '@reeve/contracts';
import type { JsonObject, JsonValue, SecretValue } from '@reeve/contracts';
import type { SecretSite } from './secret-sites.js';

export type Resolved =
  { readonly value: JsonValue } | { readonly issue: (typeof maskIssues)[keyof typeof maskIssues] };

/** The secrets that a mask may stand for. */
export class KnownSecrets {
  private readonly byFingerprint = new Map<string, (JsonObject & SecretValue)[]>();

  constructor(values: readonly JsonValue[]) {
    for (const value of values) this.add(value);
  }

  /**
   * A mask becomes the secret it was made from, wherever it now stands, as long as it is bound to the same use. A secret
   * given in full that is the one stored already becomes that one, so that it is no change.
   */
  resolve({ value, bound }: SecretSite): Resolved {
    const masked = fingerprintOfMask(value);
    const fingerprint = masked ?? (isSecretValue(value) ? value.$secret.fingerprint : undefined);
    const candidates = fingerprint === undefined ? [] : (this.byFingerprint.get(fingerprint) ?? []);
    const same = candidates.find(({ $secret }) => jsonEquals($secret.bound, bound));
    if (same !== undefined) return { value: same };
    if (masked === undefined) return { value };
    return { issue: candidates.length === 0 ? maskIssues.unknown : maskIssues.elsewhere };
  }

  private add(value: JsonValue): void {
    if (isSecretValue(value)) {
      const { fingerprint } = value.$secret;
      this.byFingerprint.set(fingerprint, [...(this.byFingerprint.get(fingerprint) ?? []), value]);
    } else if (Array.isArray(value)) {
      for (const item of value as readonly JsonValue[]) this.add(item);
    } else if (isJsonObject(value)) {
      for (const item of Object.values(value)) this.add(item);
    }
  }
}
