import { ApiProperty } from '@nestjs/swagger';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { ACCOUNT_STANDINGS, ROLES } from '@reeve/contracts';
import type {
  AccountStanding,
  GroupName,
  JsonObject,
  Role,
  UserInfo,
  UserRecord,
  UserSummary,
} from '@reeve/contracts';

const TEXT_OR_NULL: ApiPropertyOptions = { type: 'string', nullable: true };
const NOTHING: ApiPropertyOptions = { type: 'string', nullable: true, description: 'Not kept: null.' };
const OBJECT_OR_NULL: ApiPropertyOptions = { type: 'object', additionalProperties: true, nullable: true };
const SECONDS: ApiPropertyOptions = { type: 'integer', description: 'Epoch seconds.' };

class GroupNameAnswer implements GroupName {
  @ApiProperty({ type: 'string' })
  readonly id!: string;

  @ApiProperty({ type: 'string' })
  readonly name!: string;
}

export class UserInfoAnswer implements UserInfo {
  @ApiProperty({ type: 'string' })
  readonly id!: string;

  @ApiProperty({ type: 'string' })
  readonly name!: string;

  @ApiProperty({ type: 'string' })
  readonly email!: string;

  @ApiProperty({ type: 'string', enum: [...ROLES] })
  readonly role!: Role;

  @ApiProperty(TEXT_OR_NULL)
  readonly bio!: string | null;

  @ApiProperty(TEXT_OR_NULL)
  readonly timezone!: string | null;

  @ApiProperty(TEXT_OR_NULL)
  readonly status_emoji!: string | null;

  @ApiProperty(TEXT_OR_NULL)
  readonly status_message!: string | null;

  @ApiProperty({ ...SECONDS, nullable: true })
  readonly status_expires_at!: number | null;

  @ApiProperty({
    ...SECONDS,
    description: 'Epoch seconds, to the minute; of the registration until then.',
  })
  readonly last_active_at!: number;

  @ApiProperty({ type: 'boolean', description: 'At work within the last three minutes.' })
  readonly is_active!: boolean;

  @ApiProperty({
    type: GroupNameAnswer,
    isArray: true,
    description: 'That the person is in by themselves, in the order they came to them.',
  })
  readonly groups!: readonly GroupNameAnswer[];
}

export class UserAnswer extends UserInfoAnswer implements UserSummary {
  @ApiProperty(TEXT_OR_NULL)
  readonly username!: string | null;

  @ApiProperty({
    type: 'string',
    description: 'An address, a built-in image, or the route of the image where it is kept here.',
  })
  readonly profile_image_url!: string;

  @ApiProperty(NOTHING)
  readonly profile_banner_image_url!: null;

  @ApiProperty(NOTHING)
  readonly presence_state!: null;

  @ApiProperty({
    type: 'object',
    additionalProperties: {
      type: 'object',
      properties: { sub: { type: 'string' } },
      required: ['sub'],
    },
    nullable: true,
    description: 'Who the person is at the identity providers that they sign in with; null: at none.',
  })
  readonly oauth!: UserSummary['oauth'];

  @ApiProperty(OBJECT_OR_NULL)
  readonly scim!: JsonObject | null;

  @ApiProperty(SECONDS)
  readonly created_at!: number;

  @ApiProperty(SECONDS)
  readonly updated_at!: number;

  @ApiProperty({
    type: 'string',
    enum: [...ACCOUNT_STANDINGS],
    description: 'A disabled account cannot be signed in to.',
  })
  readonly standing!: AccountStanding;

  @ApiProperty({ type: 'boolean' })
  readonly primary_administrator!: boolean;

  @ApiProperty({ type: 'string', isArray: true, description: 'Of `groups`.' })
  readonly group_ids!: readonly string[];
}

export class UserRecordAnswer extends UserAnswer implements UserRecord {
  @ApiProperty(TEXT_OR_NULL)
  readonly gender!: string | null;

  @ApiProperty({ type: 'string', format: 'date', nullable: true })
  readonly date_of_birth!: string | null;

  @ApiProperty(OBJECT_OR_NULL)
  readonly settings!: JsonObject | null;

  @ApiProperty(OBJECT_OR_NULL)
  readonly info!: JsonObject | null;

  @ApiProperty(OBJECT_OR_NULL)
  readonly variables!: JsonObject | null;
}

class PageAnswer {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Matches before paging.' })
  readonly total!: number;

  @ApiProperty({ ...TEXT_OR_NULL, description: 'The `cursor` of the next page; null when there is none.' })
  readonly next_cursor!: string | null;
}

export class UsersPageAnswer extends PageAnswer {
  @ApiProperty({ type: UserAnswer, isArray: true, description: 'Without settings, info and variables.' })
  readonly users!: readonly UserAnswer[];
}

export class UserInfosPageAnswer extends PageAnswer {
  @ApiProperty({ type: UserInfoAnswer, isArray: true })
  readonly users!: readonly UserInfoAnswer[];
}

export class AllUsersAnswer {
  @ApiProperty({ type: UserInfoAnswer, isArray: true })
  readonly users!: readonly UserInfoAnswer[];

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly total!: number;
}

export class ActiveAnswer {
  @ApiProperty({ type: 'boolean' })
  readonly active!: boolean;
}

export class VariablesAnswer {
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  readonly variables!: JsonObject;
}

/** Open WebUI's fields that are not kept are there as null. Field by field: a page has hundreds of these. */
export function userAnswer(user: UserSummary): UserAnswer {
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    role: user.role,
    username: null,
    bio: user.bio,
    timezone: user.timezone,
    status_emoji: user.status_emoji,
    status_message: user.status_message,
    status_expires_at: user.status_expires_at,
    last_active_at: user.last_active_at,
    is_active: user.is_active,
    groups: user.groups,
    group_ids: user.groups.map(({ id }) => id),
    profile_image_url: user.profile_image_url,
    profile_banner_image_url: null,
    presence_state: null,
    created_at: user.created_at,
    updated_at: user.updated_at,
    standing: user.standing,
    primary_administrator: user.primary_administrator,
    oauth: user.oauth,
    scim: null,
  };
}

/** The same of all there is about a person. */
export function userRecordAnswer(user: UserRecord): UserRecordAnswer {
  const { gender, date_of_birth, settings, info, variables } = user;
  return Object.assign(userAnswer(user), { gender, date_of_birth, settings, info, variables });
}
