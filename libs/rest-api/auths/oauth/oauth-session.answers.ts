import { ApiProperty } from '@nestjs/swagger';
import type { OAuthSession } from '@reeve/contracts';

/** As Open WebUI answers it, without the token: none is kept. */
export class OAuthSessionAnswer implements OAuthSession {
  @ApiProperty({ type: 'string', description: 'As the list of all sessions has it.' })
  readonly id!: string;

  @ApiProperty({ type: 'string' })
  readonly user_id!: string;

  @ApiProperty({ type: 'string', description: 'As `oauth.providers` of `GET /api/config` calls it.' })
  readonly provider!: string;

  @ApiProperty({ type: 'integer', description: 'Epoch seconds.' })
  readonly created_at!: number;

  @ApiProperty({ type: 'integer', description: 'Epoch seconds: it does not change after it was started.' })
  readonly updated_at!: number;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Epoch seconds; null: never.' })
  readonly expires_at!: number | null;
}
