import { dayOf, REQUEST_REFUSED, SECRETS_REVEALED } from '@reeve/contracts';
import type {
  AuditDescription,
  Counts,
  SessionStarted,
  SignInRefused,
  UserRegistered,
} from '@reeve/contracts';
import type { CollectionDefinition } from '@reeve/document-store';
import { put } from '@reeve/event-sourcing';
import type { ProjectedOperation, ReadDocument } from '@reeve/event-sourcing';
import type { Position, RecordedEvent } from '@reeve/event-store';
import { stampOf } from './stamp-of.js';

/** What happened on one day in UTC: the id, too. As many names as there are administrators and kinds of things, not as users. */
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions
export type AuditDayDocument = {
  /** `2026-10-01` */
  readonly day: string;
  readonly sign_ups: number;
  readonly sign_ins: number;
  readonly refused_sign_ins: number;
  /** Changes by administrators, by the type of the entry's entity. */
  readonly entity_types: Counts;
  /** Those of sections of the configuration, by the section. */
  readonly sections: Counts;
  /** By who made them. */
  readonly actors: Counts;
  /** Position of the last event that was counted: what is not later is counted already. */
  readonly changed: Position;
};

export const auditDays: CollectionDefinition = {
  name: 'audit_days',
  fields: { day: 'text' },
  indexes: [['day']],
};

const REGISTERED: UserRegistered['type'] = 'users.user.registered.v1';
const SESSION_STARTED: SessionStarted['type'] = 'users.session.started.v1';
const SIGN_IN_REFUSED: SignInRefused['type'] = 'users.sign-in.refused.v1';
/** Sources of accounts whose people were let in by nobody. */
const BY_THEMSELVES: readonly UserRegistered['data']['source'][] = ['sign-up', 'ldap', 'oauth'];
/** Of the log, but nothing changed. */
const NO_CHANGE: readonly string[] = [REQUEST_REFUSED, SECRETS_REVEALED, SESSION_STARTED];

/** Counts the event on the day that it was decided. Nothing for most. */
export async function countedDay(
  event: RecordedEvent,
  description: AuditDescription,
  read: ReadDocument,
): Promise<readonly ProjectedOperation[]> {
  const count = countingOf(event, description);
  if (count === undefined) return [];
  const day = dayOf(Date.parse(stampOf(event).occurredAt ?? event.recordedAt));
  const before = (await read<AuditDayDocument>(auditDays, day)) ?? nothingOn(day);
  if (event.position <= before.changed) return [];
  return [put(event, auditDays, day, { ...count(before), changed: event.position })];
}

const nothingOn = (day: string): AuditDayDocument => ({
  day,
  sign_ups: 0,
  sign_ins: 0,
  refused_sign_ins: 0,
  entity_types: {},
  sections: {},
  actors: {},
  changed: '' as Position,
});

type Counting = (day: AuditDayDocument) => AuditDayDocument;

function countingOf(event: RecordedEvent, description: AuditDescription): Counting | undefined {
  const { type, data } = event;
  if (type === REGISTERED && BY_THEMSELVES.includes((data as UserRegistered['data']).source)) {
    return (day) => ({ ...day, sign_ups: day.sign_ups + 1 });
  }
  if (type === SESSION_STARTED && (data as SessionStarted['data']).method !== 'system') {
    return (day) => ({ ...day, sign_ins: day.sign_ins + 1 });
  }
  if (type === SIGN_IN_REFUSED) return (day) => ({ ...day, refused_sign_ins: day.refused_sign_ins + 1 });
  const actor = administratorOf(event);
  if (actor === undefined || NO_CHANGE.includes(type)) return undefined;
  const section = sectionOf(description);
  return (day) => ({
    ...day,
    entity_types: oneMore(day.entity_types, description.entityType),
    sections: section === undefined ? day.sections : oneMore(day.sections, section),
    actors: oneMore(day.actors, actor),
  });
}

/** Who acted as an administrator: not somebody whose own account, session or key it is about. */
function administratorOf(event: RecordedEvent): string | undefined {
  const { kind, id = null, role } = stampOf(event).actor ?? {};
  if (kind !== 'user' || role !== 'admin' || id === null) return undefined;
  return event.data['userId'] === id ? undefined : id;
}

/** What else the configuration has to tell of is no change of fields. */
function sectionOf({ entityType, entityId, changes }: AuditDescription): string | undefined {
  return entityType === 'config' && changes !== null ? entityId : undefined;
}

/** Own properties only: a name is anything, `constructor` as well. */
function oneMore(counts: Counts, name: string): Counts {
  const before = Object.hasOwn(counts, name) ? (counts[name] ?? 0) : 0;
  return { ...counts, [name]: before + 1 };
}
