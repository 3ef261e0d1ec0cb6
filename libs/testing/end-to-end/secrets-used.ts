import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';

/** What a mask looks like; tells which secret it stands for, and nothing of it. */
export const MASK = /^\*{8}-[0-9a-f]{16}$/;

/** The secrets that an installation was entrusted with, so that they can be looked for where they must not be. */
export class SecretsUsed {
  private readonly values = new Set<string>();
  /** Of these, what the documents of the users context have in clear, because lists are searched and sorted by it (ADR 12). */
  private readonly personal = new Set<string>();

  /** A new secret; the label makes it known when it turns up somewhere. */
  make(label: string): string {
    return this.remember(`${label}-${randomBytes(12).toString('hex')}`);
  }

  remember(secret: string): string {
    this.values.add(secret);
    return secret;
  }

  /** What a person is known by: a secret everywhere but in the documents that lists of users are made from. */
  rememberPersonal(value: string): string {
    this.personal.add(value);
    return this.remember(value);
  }

  /** The value as it must be answered: whatever is a secret of these is a mask. */
  asMasked(value: unknown): unknown {
    if (typeof value === 'string')
      return this.values.has(value) ? (expect.stringMatching(MASK) as unknown) : value;
    if (Array.isArray(value)) return value.map((item) => this.asMasked(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.asMasked(item)]));
  }

  /**
   * The secrets that stand in it, as they are or in base64. Only their labels are told.
   *
   * @param of `documents of users`: what people are known by may stand there.
   */
  foundIn(content: Buffer | string, of?: 'documents of users'): readonly string[] {
    const secrets = [...this.values].filter((secret) => of === undefined || !this.personal.has(secret));
    return [...standingIn(Buffer.from(content as string), secrets)].map(
      (secret) => `${secret.slice(0, 12)}…`,
    );
  }
}

/** Bytes by which forms are told apart at first. */
const BEGINNING = 4;

/** All are looked for in one go: an import brings hundreds of people, and each by itself, in seven forms, would read everything again. */
function standingIn(content: Buffer, secrets: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const byBeginning = new Map<number, { readonly secret: string; readonly form: Buffer }[]>();
  for (const secret of secrets) {
    for (const form of formsOf(secret).map((text) => Buffer.from(text))) {
      if (form.length < BEGINNING) throw new Error('A secret is too short to be told from other text');
      const beginning = form.readUInt32LE();
      byBeginning.set(beginning, [...(byBeginning.get(beginning) ?? []), { secret, form }]);
    }
  }
  for (let at = 0; at + BEGINNING <= content.length; at++) {
    for (const { secret, form } of byBeginning.get(content.readUInt32LE(at)) ?? []) {
      if (content.subarray(at, at + form.length).equals(form)) found.add(secret);
    }
  }
  return found;
}

function formsOf(secret: string): readonly string[] {
  return [secret, ...base64Forms(secret, 'base64'), ...base64Forms(secret, 'base64url')];
}

/** The part that a secret alone decides of the base64 of any text around it: one for each place it can have in three bytes. */
function base64Forms(secret: string, alphabet: 'base64' | 'base64url'): readonly string[] {
  return [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    const whole = bytes.toString(alphabet).replaceAll('=', '');
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor((bytes.length * 8) / 6);
    return whole.slice(first, last);
  });
}
