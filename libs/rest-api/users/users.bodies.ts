import { ApiProperty } from '@nestjs/swagger';
import { isJsonObject, ROLES } from '@reeve/contracts';
import type { AccountChanges, JsonObject, Role } from '@reeve/contracts';
import { ValidateBy } from 'class-validator';
import { ChoiceField, IntegerField, ObjectField, TextField } from '../http/index.js';

/** What may be left out, null or absent, stays as it is. */
const LEFT = { optional: true, nullable: true } as const;

export class UpdateUserBody {
  @ChoiceField(ROLES, LEFT)
  readonly role?: Role | null;

  @TextField({ ...LEFT, maxLength: 500 })
  readonly name?: string | null;

  @TextField({ ...LEFT, description: 'In any case; kept in lower case. Belongs to one account.' })
  readonly email?: string | null;

  @TextField({
    ...LEFT,
    description:
      'An http(s) address, a base64 `data:image` of PNG, JPEG, GIF or WebP, or a built-in image. What was shown for an image that is kept here stands for it.',
  })
  readonly profile_image_url?: string | null;

  @TextField({
    ...LEFT,
    format: 'password',
    description: 'Empty or null: it stays. A new one ends their sessions.',
  })
  readonly password?: string | null;
}

/** Clients send an empty password along with everything else: it is none. */
export function accountChangesOf(body: UpdateUserBody): AccountChanges {
  const { role, name, email, profile_image_url: profileImageUrl, password } = body;
  return {
    ...(role && { role }),
    ...(typeof name === 'string' && { name }),
    ...(typeof email === 'string' && { email }),
    ...(typeof profileImageUrl === 'string' && { profileImageUrl }),
    ...(password && { password }),
  };
}

export class StatusBody {
  @TextField({ ...LEFT, maxLength: 100 })
  readonly status_emoji?: string | null;

  @TextField({ ...LEFT, maxLength: 1000 })
  readonly status_message?: string | null;

  @IntegerField({ ...LEFT, min: 0, description: 'Epoch seconds.' })
  readonly status_expires_at?: number | null;
}

function IsTextMap(): PropertyDecorator {
  return ValidateBy({
    name: 'isTextMap',
    validator: {
      validate: (value) =>
        isJsonObject(value) && Object.values(value).every((each) => typeof each === 'string'),
      defaultMessage: () => 'Input should be an object whose values are strings',
    },
  });
}

export class VariablesBody {
  @IsTextMap()
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  @ObjectField({ optional: true, description: 'Replace those that are kept.' })
  readonly variables: JsonObject = {};
}
