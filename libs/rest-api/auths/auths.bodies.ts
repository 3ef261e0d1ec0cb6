import { DEFAULT_PROFILE_IMAGE_URL, ROLES } from '@reeve/contracts';
import type { Role } from '@reeve/contracts';
import { ChoiceField, TextField } from '../http/index.js';
import { IsProfileImageUrl } from './is-profile-image-url.js';

export class SignInBody {
  @TextField({ description: 'Upper and lower case are the same.' })
  readonly email!: string;

  @TextField({ format: 'password' })
  readonly password!: string;
}

export class SignUpBody {
  @TextField({ maxLength: 500 })
  readonly name!: string;

  @TextField({ description: 'Kept in lower case; belongs to one account.' })
  readonly email!: string;

  @TextField({ format: 'password', description: 'Not empty, at most 4096 bytes in UTF-8.' })
  readonly password!: string;

  @IsProfileImageUrl()
  @TextField({
    optional: true,
    nullable: true,
    description: `Shown beside the name; \`${DEFAULT_PROFILE_IMAGE_URL}\` when absent or null.`,
  })
  readonly profile_image_url: string | null = DEFAULT_PROFILE_IMAGE_URL;
}

export class AddUserBody extends SignUpBody {
  @ChoiceField(ROLES, { optional: true, nullable: true, description: '`pending` when absent or null.' })
  readonly role: Role | null = 'pending';
}
