import type { GroupName, JsonObject, ShownStatus, UserInfo, UserRecord, UserSummary } from '@reeve/contracts';
import type { LiveUserDocument } from '@reeve/users/projections';
import type { PersonalValues } from './personal-values.js';
import { shownImage } from './profile-images.js';
import { isActive } from './user-activity.js';

/** A user as they are found, with when they were last at work, epoch seconds. */
export interface SeenUser {
  readonly id: string;
  readonly document: LiveUserDocument;
  readonly lastActiveAt: number;
}

/** With the groups they are in by themselves. */
export interface ShownUser extends SeenUser {
  readonly groups: readonly GroupName[];
}

const NO_STATUS: ShownStatus = { status_emoji: null, status_message: null, status_expires_at: null };

export function infoOf({ id, document, lastActiveAt, groups }: ShownUser): UserInfo {
  const { name, email, role, bio } = document;
  const { status_emoji, status_message, status_expires_at } = statusOf(document);
  return {
    id,
    name,
    email,
    role,
    bio,
    timezone: timezoneOf(document),
    status_emoji,
    status_message,
    status_expires_at,
    last_active_at: lastActiveAt,
    is_active: isActive(lastActiveAt),
    groups,
  };
}

export function summaryOf(seen: ShownUser): UserSummary {
  const { id, document } = seen;
  // Not by a spread, which takes V8 ten times as long where more is added to it. A page has hundreds.
  return Object.assign(infoOf(seen), {
    profile_image_url: shownImage(id, document),
    created_at: document.createdAt,
    updated_at: document.updatedAt,
    standing: document.standing,
    primary_administrator: document.primaryAdministrator,
    oauth: linkedSubjects(document),
  });
}

export async function recordOf(seen: ShownUser, values: PersonalValues): Promise<UserRecord> {
  const { gender, dateOfBirth, settings, info, variables } = seen.document;
  return {
    ...summaryOf(seen),
    gender: await values.open('gender', gender),
    date_of_birth: await values.open('dateOfBirth', dateOfBirth),
    settings: parsed(await values.open('settings', settings)),
    info: parsed(await values.open('info', info)),
    variables: parsed(await values.open('variables', variables)),
  };
}

export function statusOf({ status }: LiveUserDocument): ShownStatus {
  return status === null ? NO_STATUS : { ...NO_STATUS, ...(parsed(status) as Partial<ShownStatus> | null) };
}

function linkedSubjects({ identities }: LiveUserDocument): UserSummary['oauth'] {
  if (identities === null) return null;
  return Object.fromEntries(Object.entries(identities).map(([provider, sub]) => [provider, { sub }]));
}

function timezoneOf({ timezone }: LiveUserDocument): string | null {
  return (parsed(timezone)?.['timezone'] as string | undefined) ?? null;
}

/** The empty text is what was erased. */
function parsed(json: string | null): JsonObject | null {
  return json === null || json === '' ? null : (JSON.parse(json) as JsonObject);
}
