import { recoveryCodeHash, USER_PURPOSES, userSubject } from '@reeve/contracts';
import type { Collection, DocumentStore } from '@reeve/document-store';
import { readAggregate } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import type { Sealing } from '@reeve/sealing';
import { factorDecider, factorStream } from '@reeve/users/domain';
import type { Attempt, FactorProof, FactorState } from '@reeve/users/domain';
import { FACTORS, NO_FACTOR } from '@reeve/users/projections';
import type { FactorDocument } from '@reeve/users/projections';
import { stepOfCode } from './one-time-codes.js';

/** What was typed: a code of the app, or a recovery code. */
export interface TypedCode {
  readonly code: string;
  readonly recovery: boolean;
}

/** Second factors as they are, their secrets, and what typed codes are worth by these. */
export class FactorRecords {
  private readonly documents: Collection<FactorDocument>;

  constructor(
    documentStore: DocumentStore,
    private readonly eventStore: EventStore,
    private readonly sealing: Sealing,
  ) {
    this.documents = documentStore.collection<FactorDocument>(FACTORS);
  }

  async of(userId: string): Promise<FactorDocument> {
    return (await this.documents.get(userId)) ?? NO_FACTOR;
  }

  /** As the log has it: for what is done once in a while, and must not go by what reads do not show yet. */
  async state(userId: string): Promise<FactorState> {
    return await readAggregate(this.eventStore, factorDecider, factorStream(userId));
  }

  async seal(userId: string, secret: string): Promise<string> {
    return await this.sealing.seal(userSubject(userId), USER_PURPOSES.factorSecret, secret);
  }

  /** @returns undefined for what was erased. */
  async open(sealed: string): Promise<string | undefined> {
    return await this.sealing.unseal(USER_PURPOSES.factorSecret, sealed);
  }

  /** The step of a code by a sealed secret; null when it is none. */
  async stepOf(sealed: string, code: string): Promise<number | null> {
    const secret = await this.open(sealed);
    return secret === undefined ? null : await stepOfCode(secret, code, Date.now());
  }

  /** What was typed, by the factor that there is. */
  async proofOf(userId: string, { code, recovery }: TypedCode): Promise<FactorProof> {
    if (recovery) return { kind: 'recovery-code', hash: this.recoveryCodeHash(userId, code) };
    const { enrolled } = await this.of(userId);
    return {
      kind: 'code',
      enrolmentId: enrolled?.enrolmentId ?? '',
      step: enrolled === null ? null : await this.stepOf(enrolled.secret, code),
    };
  }

  recoveryCodeHash(userId: string, code: string): string {
    return recoveryCodeHash((purpose, value) => this.sealing.fingerprint(purpose, value), userId, code);
  }
}

/** Epoch seconds. */
export const now = (): number => Math.floor(Date.now() / 1000);

/** An attempt that comes with a session. */
export const attemptWithSession = (): Attempt => ({ at: now(), challenge: null });
