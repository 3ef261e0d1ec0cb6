import { ReeveError, USER_PURPOSES } from '@reeve/contracts';
import type { CallContext, importRpc, ImportRow, RequestOf, ResponseOf, RowOutcome } from '@reeve/contracts';
import { shown } from '@reeve/event-sourcing';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import { comparePositions } from '@reeve/event-store';
import type { Position } from '@reeve/event-store';
import type { Sealing } from '@reeve/sealing';
import { checkImportedAccount } from '@reeve/users/domain';
import type { ImportedAccount } from '@reeve/users/domain';
import { v5 } from 'uuid';
import { userIdOf } from './command-call.js';
import type { DefaultGroup, Newcomers } from './groups/default-group.js';
import { inLanes } from './lanes.js';
import { HASHED_AT_ONCE } from './password-hashing.js';
import type { Registration } from './registration.js';
import type { UserDirectory } from './user-directory.js';

type Rpc = typeof importRpc.importUsers;

/** What a keyed digest of a row is made for. */
const ROW_PURPOSE = 'users.import-row';

/** Registrations at once of people whose hashes are given: a whole batch, so that a step of many of them is one commit. */
const LANES = 200;
/** Of people whose passwords are to be hashed: one more than are hashed at once, so that sign-ins get their turns between them. */
const HASHING_LANES = HASHED_AT_ONCE + 1;

/** A row that may become an account. */
interface Candidate {
  readonly line: number;
  readonly imported: ImportedAccount;
  readonly emailFingerprint: string;
  readonly userId: string;
  readonly call: CallContext;
}

interface Result {
  readonly outcome: RowOutcome;
  readonly position?: Position | undefined;
  readonly joins?: Newcomers | null;
}

/**
 * Registers the people of some rows of an import. A row's ids follow from the import's, its line and what stands in it: rows
 * that are repeated are about the same users, and the same key with another file is about others.
 */
export class ImportUsers {
  constructor(
    private readonly registration: Registration,
    private readonly directory: UserDirectory,
    private readonly sealing: Sealing,
    private readonly progress: ProjectionProgress,
    private readonly defaultGroup: DefaultGroup,
  ) {}

  /** @throws ReeveError of status 500 and above, those of {@link Registration.register}: when no row is under way any more. */
  async execute(
    { importId, rows, dryRun, follows }: RequestOf<Rpc>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc>> {
    const results = new Map<number, Result>();
    const candidates: Candidate[] = [];
    for (const row of rows) {
      try {
        candidates.push(this.candidateOf(row, importId, call));
      } catch (error) {
        results.set(row.line, { outcome: refusalOf(row.line, error) });
      }
    }
    const registering = byEmail(candidates).map((sameEmail) => ({
      isLight: dryRun || sameEmail.every(({ imported }) => imported.passwordHash !== null),
      work: async () => {
        for (const candidate of sameEmail) {
          results.set(candidate.line, await this.resultOf(candidate, dryRun));
        }
      },
    }));
    const worksOf = (light: boolean) =>
      registering.filter(({ isLight }) => isLight === light).map(({ work }) => work);
    await inLanes([
      { works: worksOf(true), lanes: LANES },
      { works: worksOf(false), lanes: HASHING_LANES },
    ]);
    const inOrder = rows.flatMap(({ line }) => results.get(line) ?? []);
    await this.welcome(inOrder, call);
    return {
      outcomes: inOrder.map(({ outcome }) => outcome),
      position: lastOf(inOrder) ?? null,
      visible: await shown(this.progress, follows, call),
    };
  }

  /** All of the rows at once: a group that many join one by one would have them wait for each other. */
  private async welcome(results: readonly Result[], call: CallContext): Promise<void> {
    const joining = results.flatMap(({ joins }) => joins ?? []);
    const position = lastOf(results);
    for (const groupId of new Set(joining.map((newcomer) => newcomer.groupId))) {
      const members = joining.filter((newcomer) => newcomer.groupId === groupId);
      const userIds = members.flatMap((newcomer) => newcomer.userIds);
      await this.defaultGroup.welcome({ userIds, groupId, position }, call);
    }
  }

  private candidateOf(row: ImportRow, importId: string, call: CallContext): Candidate {
    const imported = checkImportedAccount(row);
    const digest = this.sealing.fingerprint(ROW_PURPOSE, JSON.stringify(row));
    const rowCall = { ...call, commandId: v5(`row ${digest}`, importId), commandHash: null };
    return {
      line: row.line,
      imported,
      emailFingerprint: this.sealing.fingerprint(USER_PURPOSES.email, imported.account.email),
      userId: userIdOf(rowCall),
      call: rowCall,
    };
  }

  private async resultOf(candidate: Candidate, dryRun: boolean): Promise<Result> {
    const { line, imported, userId, call } = candidate;
    // Where there is nothing to hash, whoever holds the e-mail is found by reserving it.
    if (dryRun || imported.passwordHash === null) {
      const holder = await this.directory.byEmailFingerprint(candidate.emailFingerprint);
      if (holder !== undefined)
        return { outcome: { line, outcome: holder.id === userId ? 'created' : 'exists' } };
      if (dryRun) return { outcome: { line, outcome: 'created' } };
    }
    try {
      const registrant = { userId, ...imported, source: 'import' } as const;
      const { position, joins } = await this.registration.register(registrant, call);
      return { outcome: { line, outcome: 'created' }, position, joins };
    } catch (error) {
      return { outcome: refusalOf(line, error) };
    }
  }
}

/** What a row was refused for. @throws the error, when it is not about the row. */
function refusalOf(line: number, error: unknown): RowOutcome {
  if (!(error instanceof ReeveError) || error.status >= 500) throw error;
  if (error.code === 'USERS-EMAIL-TAKEN') return { line, outcome: 'exists' };
  return { line, outcome: 'invalid', code: error.code, detail: error.detail };
}

/** The first of those with one e-mail is to have it, so they take turns. */
function byEmail(candidates: readonly Candidate[]): readonly (readonly Candidate[])[] {
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const group = groups.get(candidate.emailFingerprint);
    if (group === undefined) groups.set(candidate.emailFingerprint, [candidate]);
    else group.push(candidate);
  }
  return [...groups.values()];
}

function lastOf(results: readonly Result[]): Position | undefined {
  return results.reduce<Position | undefined>((last, { position }) => {
    if (position === undefined) return last;
    return last === undefined || comparePositions(position, last) > 0 ? position : last;
  }, undefined);
}
