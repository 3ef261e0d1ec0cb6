import { validationFailed } from '@reeve/contracts';
import type { ProfileChanges } from '@reeve/contracts';
import { TextField } from '../http/index.js';

/** Null: nothing from now on. Absent: as it is. */
const SAID = { optional: true, nullable: true } as const;

export class OwnProfileBody {
  @TextField({
    description: 'As in signing up; what was shown for an image that is kept here stands for it.',
  })
  readonly profile_image_url!: string;

  @TextField({ maxLength: 500 })
  readonly name!: string;

  @TextField({ ...SAID, maxLength: 4000 })
  readonly bio?: string | null;

  @TextField({ ...SAID, maxLength: 200 })
  readonly gender?: string | null;

  @TextField({ ...SAID, format: 'date', description: '`YYYY-MM-DD`; empty counts as null.' })
  readonly date_of_birth?: string | null;
}

export class TimezoneBody {
  /** Not looked up in a list: a browser may know of one that is not known here. */
  @TextField({ pattern: /^[A-Za-z0-9_+:/-]{1,64}$/, example: 'Europe/Berlin' })
  readonly timezone!: string;
}

/** @throws ReeveError `REQUEST-INVALID` 422 for a date that there is not. */
export function profileChangesOf(body: OwnProfileBody): ProfileChanges {
  const { name, profile_image_url: profileImageUrl, bio, gender, date_of_birth: born } = body;
  return {
    name,
    profileImageUrl,
    ...(bio !== undefined && { bio }),
    ...(gender !== undefined && { gender }),
    ...(born !== undefined && { dateOfBirth: born === null || born === '' ? null : dateOf(born) }),
  };
}

function dateOf(text: string): string {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  // There is a parser that takes the 30th of February for the 2nd of March.
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(text)) return text;
  throw validationFailed([
    { loc: ['body', 'date_of_birth'], type: 'date_parsing', msg: 'Input should be a valid date, YYYY-MM-DD' },
  ]);
}
