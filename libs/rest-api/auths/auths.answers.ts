import { ApiProperty } from '@nestjs/swagger';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { ROLES } from '@reeve/contracts';
import type { CurrentUser, PermissionTree, Role, SessionUser } from '@reeve/contracts';

const TEXT_OR_NULL: ApiPropertyOptions = { type: 'string', nullable: true };

/** A person, with a token that stands for a session of theirs. */
export interface UserWithToken extends SessionUser {
  readonly token: string;
  readonly token_type: 'Bearer';
}

/** The caller's own session. */
export interface OwnSession extends UserWithToken {
  /** Epoch seconds; null: never. */
  readonly expires_at: number | null;
  readonly permissions: PermissionTree;
}

class PersonAnswer implements SessionUser {
  @ApiProperty({ type: 'string' })
  readonly id!: string;

  @ApiProperty({ type: 'string' })
  readonly email!: string;

  @ApiProperty({ type: 'string' })
  readonly name!: string;

  @ApiProperty({ type: 'string', enum: [...ROLES] })
  readonly role!: Role;

  @ApiProperty({ type: 'string' })
  readonly profile_image_url!: string;
}

export class TokenAnswer extends PersonAnswer implements UserWithToken {
  @ApiProperty({ type: 'string', description: 'For `Authorization: Bearer …`.' })
  readonly token!: string;

  @ApiProperty({ type: 'string', enum: ['Bearer'] })
  readonly token_type!: 'Bearer';
}

/** Somebody new. */
export class AddedUserAnswer extends PersonAnswer {
  @ApiProperty({
    type: 'string',
    required: false,
    description: 'For `Authorization: Bearer …`; absent where a second factor is asked for.',
  })
  readonly token?: string;

  @ApiProperty({ type: 'string', enum: ['Bearer'], required: false })
  readonly token_type?: 'Bearer';
}

export class SessionAnswer extends TokenAnswer implements OwnSession {
  @ApiProperty({ type: 'integer', nullable: true, description: 'Epoch seconds; null: never.' })
  readonly expires_at!: number | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'object', additionalProperties: { type: 'boolean' } },
    description: 'What the person may do, as a tree.',
  })
  readonly permissions!: PermissionTree;
}

/** The caller's own session, and what they say of themselves. */
export class OwnSessionAnswer extends SessionAnswer implements CurrentUser {
  @ApiProperty(TEXT_OR_NULL)
  readonly bio!: string | null;

  @ApiProperty(TEXT_OR_NULL)
  readonly gender!: string | null;

  @ApiProperty({ ...TEXT_OR_NULL, format: 'date' })
  readonly date_of_birth!: string | null;

  @ApiProperty(TEXT_OR_NULL)
  readonly status_emoji!: string | null;

  @ApiProperty(TEXT_OR_NULL)
  readonly status_message!: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Epoch seconds.' })
  readonly status_expires_at!: number | null;
}

export class SignOutAnswer {
  @ApiProperty({ type: 'boolean', enum: [true] })
  readonly status!: true;
}

/** @param token null: none is handed over. */
export function addedUserAnswer(user: SessionUser, token: string | null): AddedUserAnswer {
  return token === null ? personAnswer(user) : tokenAnswer(token, user);
}

function tokenAnswer(token: string, user: SessionUser): UserWithToken {
  return { token, token_type: 'Bearer', ...personAnswer(user) };
}

function personAnswer({ id, email, name, role, profile_image_url }: SessionUser): SessionUser {
  return { id, email, name, role, profile_image_url };
}

/** @param expiresAt epoch seconds; null: never. */
export function sessionAnswer(
  token: string,
  expiresAt: number | null,
  user: SessionUser,
  permissions: PermissionTree,
): OwnSession {
  return { ...tokenAnswer(token, user), expires_at: expiresAt, permissions };
}
