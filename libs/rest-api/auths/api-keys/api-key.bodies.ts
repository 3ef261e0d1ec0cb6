import { ApiProperty } from '@nestjs/swagger';
import type { ApiKeySummary } from '@reeve/contracts';
import { IntegerField, ListField, TextField } from '../../http/index.js';

/** What the document says of names, times and paths is for the users context to refuse, field by field. */
export class CreateApiKeyBody {
  @ApiProperty({ minLength: 1, maxLength: 100 })
  @TextField({ description: 'By which its owner knows it.', example: 'Backup script' })
  readonly name!: string;

  @IntegerField({ optional: true, nullable: true, min: 1, description: 'Epoch seconds; null: never.' })
  readonly expires_at: number | null = null;

  @ApiProperty({ minItems: 1, maxItems: 50 })
  @ListField('text', {
    optional: true,
    nullable: true,
    description: 'Paths that the key is good for, with everything below them; null: all.',
    example: ['/api/v1/config'],
  })
  readonly allowed_paths: readonly string[] | null = null;
}

/** The one key without a name. */
export class OwnApiKeyBody {
  @ApiProperty({
    type: 'string',
    description: 'Right after it was made, the key; later all but its last characters are asterisks.',
    example: 'sk-****************************4f1c',
  })
  readonly api_key!: string;
}

export class ApiKeyBody implements ApiKeySummary {
  @ApiProperty({ type: 'string' })
  readonly id!: string;

  @ApiProperty({ type: 'string', nullable: true, description: 'Null: that of `/api/v1/auths/api_key`.' })
  readonly name!: string | null;

  @ApiProperty({ type: 'string', example: 'sk-****************************4f1c' })
  readonly masked!: string;

  @ApiProperty({ type: 'integer', description: 'Epoch seconds.' })
  readonly created_at!: number;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Epoch seconds; null: never.' })
  readonly expires_at!: number | null;

  @ApiProperty({ type: 'string', isArray: true, nullable: true, description: 'Null: all.' })
  readonly allowed_paths!: readonly string[] | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Epoch seconds, to the minute.' })
  readonly last_used_at!: number | null;

  @ApiProperty({ type: 'string', nullable: true, description: 'The address that it was last used from.' })
  readonly last_used_ip!: string | null;
}

export class CreatedApiKeyBody extends ApiKeyBody {
  @ApiProperty({ type: 'string', description: 'The key. It is not shown again.' })
  readonly api_key!: string;
}
