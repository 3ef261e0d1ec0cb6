import { ACCOUNT_STANDINGS, ROLES } from '@reeve/contracts';
import type { AccountStanding, JsonObject, Role, UsersEvent } from '@reeve/contracts';
import type { ProjectedOperation, ReadDocument } from '@reeve/event-sourcing';
import type { RecordedEvent } from '@reeve/event-store';
import { USERS_TALLY } from './users.collections.js';

/** Everybody is counted in one document: a page shows how many there are, and counting a million takes longer than reading it. */
const TALLY_ID = 'all';

/** How many there are, by role and standing: `user active`. */
export interface TallyDocument extends JsonObject {
  readonly counts: Readonly<Record<string, number>>;
  /**
   * Position of the last event that was counted, or that has changed what people are found by. Told by the events alone, and
   * which of them are counted by the document itself: so it is right whichever other documents of a batch were written.
   */
  readonly upTo: string;
}

/** What an event says of how many there are. Nothing for most. */
export async function tallied(
  recorded: RecordedEvent,
  event: UsersEvent,
  read: ReadDocument,
): Promise<readonly ProjectedOperation[]> {
  const moves = movesOf(event);
  if (moves === undefined) return [];
  const tally = await read<TallyDocument>(USERS_TALLY, TALLY_ID);
  const { position } = recorded;
  if (tally !== undefined && position <= tally.upTo) return [];
  const counts: Record<string, number> = { ...tally?.counts };
  for (const [kind, change] of moves) counts[kind] = (counts[kind] ?? 0) + change;
  const document: TallyDocument = { counts, upTo: position };
  return [{ kind: 'put', collection: USERS_TALLY.name, id: TALLY_ID, document, seen: position }];
}

export async function readTally(read: ReadDocument): Promise<TallyDocument> {
  return (await read<TallyDocument>(USERS_TALLY, TALLY_ID)) ?? { counts: {}, upTo: '' };
}

/** How many have the role and the standing; undefined: whichever. */
export function countOf({ counts }: TallyDocument, role?: Role, standing?: AccountStanding): number {
  const roles = role === undefined ? ROLES : [role];
  const standings = standing === undefined ? ACCOUNT_STANDINGS : [standing];
  return roles
    .flatMap((each) => standings.map((other) => counts[kindOf(each, other)] ?? 0))
    .reduce((sum, count) => sum + count, 0);
}

const kindOf = (role: Role, standing: AccountStanding): string => `${role} ${standing}`;

type Move = readonly [kind: string, change: 1 | -1];

/** Empty: nobody is counted otherwise, but somebody is found otherwise. Undefined: neither. */
function movesOf(event: UsersEvent): readonly Move[] | undefined {
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the others say nothing of it
  switch (event.type) {
    case 'users.user.registered.v1':
      return [[kindOf(event.data.role, 'active'), 1]];
    case 'users.user.role-changed.v1': {
      const { role, standing = 'active' } = event.data;
      return [
        [kindOf(role.old, standing), -1],
        [kindOf(role.new, standing), 1],
      ];
    }
    case 'users.user.disabled.v1':
      return [
        [kindOf(event.data.role, 'active'), -1],
        [kindOf(event.data.role, 'disabled'), 1],
      ];
    case 'users.user.enabled.v1':
      return [
        [kindOf(event.data.role, 'disabled'), -1],
        [kindOf(event.data.role, 'active'), 1],
      ];
    case 'users.user.deleted.v1':
      return [[kindOf(event.data.role, event.data.standing), -1]];
    case 'users.user.renamed.v1':
    case 'users.user.email-changed.v1':
      return [];
    default:
      return undefined;
  }
}
