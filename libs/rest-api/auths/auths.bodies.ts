import { ApiProperty } from '@nestjs/swagger';
import { DEFAULT_PROFILE_IMAGE_URL, ROLES } from '@reeve/contracts';
import type { Role } from '@reeve/contracts';
import { ChoiceField, TextField } from '../http/index.js';
import { IsProfileImageUrl } from './is-profile-image-url.js';

export class SignInBody {
  @TextField({ description: 'Upper and lower case are the same.', example: 'ada@example.com' })
  readonly email!: string;

  @TextField({ format: 'password' })
  readonly password!: string;
}

export class LdapSignInBody {
  @TextField({ maxLength: 256, description: 'As the directory knows it.', example: 'ada' })
  readonly user!: string;

  @TextField({ maxLength: 4096, format: 'password' })
  readonly password!: string;
}

/** What the document says of an e-mail and a password is for the users context to refuse, with codes of its own. */
export class SignUpBody {
  @TextField({ maxLength: 500, example: 'Ada Lovelace' })
  readonly name!: string;

  @ApiProperty({ minLength: 1, maxLength: 254 })
  @TextField({
    description: 'With a domain that has a dot, or at localhost. Kept in lower case; belongs to one account.',
    example: 'ada@example.com',
  })
  readonly email!: string;

  @ApiProperty({ minLength: 1, maxLength: 4096 })
  @TextField({ format: 'password', description: 'At most 4096 bytes in UTF-8.' })
  readonly password!: string;

  @IsProfileImageUrl()
  @TextField({
    optional: true,
    nullable: true,
    description:
      'Shown beside the name: an http(s) address, a base64 `data:image` of PNG, JPEG, GIF or WebP, or the built-in one, as which null counts.',
  })
  readonly profile_image_url: string | null = DEFAULT_PROFILE_IMAGE_URL;
}

export class AddUserBody extends SignUpBody {
  @ChoiceField(ROLES, { optional: true, nullable: true, description: 'Null counts as `pending`.' })
  readonly role: Role | null = 'pending';
}
