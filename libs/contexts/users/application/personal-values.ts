import { USER_PURPOSES, userSubject } from '@reeve/contracts';
import type { SealedChange } from '@reeve/contracts';
import type { Sealing } from '@reeve/sealing';

type PersonalField = keyof typeof USER_PURPOSES;

/** Seals and opens what is known of a person, each under its purpose. */
export class PersonalValues {
  constructor(private readonly sealing: Sealing) {}

  /** @returns null for nothing, and for what was erased. */
  async open(field: PersonalField, sealed: string | null): Promise<string | null> {
    return sealed === null ? null : ((await this.sealing.unseal(USER_PURPOSES[field], sealed)) ?? null);
  }

  async seal(userId: string, field: PersonalField, value: string): Promise<string> {
    return await this.sealing.seal(userSubject(userId), USER_PURPOSES[field], value);
  }

  fingerprint(field: PersonalField, value: string): string {
    return this.sealing.fingerprint(USER_PURPOSES[field], value);
  }

  /** The change that makes of a sealed value another one; undefined when it is that already. */
  async change(
    userId: string,
    field: PersonalField,
    from: string,
    to: string,
  ): Promise<SealedChange<string> | undefined> {
    if ((await this.open(field, from)) === to) return undefined;
    return { old: from, new: await this.seal(userId, field, to) };
  }

  /** The same for what may be nothing. */
  async changeOrClear(
    userId: string,
    field: PersonalField,
    from: string | null,
    to: string | null,
  ): Promise<SealedChange | undefined> {
    if ((await this.open(field, from)) === to) return undefined;
    return { old: from, new: to === null ? null : await this.seal(userId, field, to) };
  }
}
