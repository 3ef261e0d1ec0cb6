import { ApiProperty } from '@nestjs/swagger';
import type { SessionPage, SessionSummary } from '@reeve/contracts';
import { BooleanField, IntegerField } from '../../http/index.js';

export class SessionsQuery {
  @IntegerField({ optional: true, min: 1, max: 10_000, description: 'From 1.' })
  readonly page: number = 1;

  @IntegerField({ optional: true, min: 1, max: 200, description: 'Sessions of a page.' })
  readonly page_size: number = 30;
}

export class EndOwnSessionsBody {
  @BooleanField({ optional: true, description: 'Whether the session that asks goes on.' })
  readonly keep_current: boolean = false;
}

class SessionBody implements SessionSummary {
  @ApiProperty({ type: 'string' })
  readonly id!: string;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Epoch seconds; null: another server with the same signing secret started it.',
  })
  readonly started_at!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Epoch seconds; null: never, or not known.' })
  readonly expires_at!: number | null;

  @ApiProperty({ type: 'string', nullable: true, description: 'The address that it was started from.' })
  readonly ip!: string | null;

  @ApiProperty({ type: 'string', nullable: true })
  readonly user_agent!: string | null;

  @ApiProperty({ type: 'boolean', description: 'Whether it is the one that asks.' })
  readonly current!: boolean;
}

export class SessionPageBody implements SessionPage {
  @ApiProperty({ type: SessionBody, isArray: true, description: 'Those that last longest first.' })
  readonly items!: readonly SessionBody[];

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Sessions that go on, before paging.' })
  readonly total!: number;
}
