import { credentialErrors } from '@reeve/contracts';

/** Who changes whose password, sessions or API keys. */
export interface Acting {
  /** Whose they are. */
  readonly userId: string;
  /** Null: the system. */
  readonly actorId: string | null;
  /** Null: there is none yet. */
  readonly primaryAdministratorId: string | null;
}

/**
 * The primary administrator is acted upon by nobody else (reference 2.2).
 *
 * @throws ReeveError `USERS-CREDENTIALS-PROTECTED` 403.
 */
export function assertMayAct({ userId, actorId, primaryAdministratorId }: Acting): void {
  if (userId === primaryAdministratorId && actorId !== null && actorId !== userId) {
    throw credentialErrors.primaryAdministratorProtected();
  }
}
