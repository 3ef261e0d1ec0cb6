import { ApiProperty } from '@nestjs/swagger';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { ACCOUNT_STANDINGS, ANALYTICS_INTERVALS, ROLES } from '@reeve/contracts';
import type { AnalyticsInterval, AuditBucket, Counts, UserCounts } from '@reeve/contracts';

const COUNT: ApiPropertyOptions = { type: 'integer', minimum: 0 };
const COUNTS: ApiPropertyOptions = {
  type: 'object',
  additionalProperties: { type: 'integer', minimum: 1 },
};

const countsOf = (names: readonly string[]): ApiPropertyOptions => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, { type: 'integer', minimum: 0 }])),
  required: [...names],
});

class ChangesOfActor {
  @ApiProperty({ type: 'string', description: 'Of the person.' })
  readonly id!: string;

  @ApiProperty({ type: 'string', nullable: true, description: 'Null for somebody who was erased.' })
  readonly name!: string | null;

  @ApiProperty({ type: 'integer', minimum: 1 })
  readonly count!: number;
}

class AnalyticsChanges {
  @ApiProperty(COUNT)
  readonly total!: number;

  @ApiProperty({ ...COUNTS, description: 'By what they are about: `config`, `user`, `group`, `plan`, …' })
  readonly by_entity_type!: Counts;

  @ApiProperty({ ...COUNTS, description: 'Those of the configuration, by section.' })
  readonly by_section!: Counts;

  @ApiProperty({ type: ChangesOfActor, isArray: true, description: 'Who made the most first.' })
  readonly by_actor!: readonly ChangesOfActor[];
}

class AnalyticsItem implements Omit<AuditBucket, 'changes'> {
  @ApiProperty({ type: 'string', format: 'date', description: 'Its first day.' })
  readonly from!: string;

  @ApiProperty({ type: 'string', format: 'date', description: 'The day after its last.' })
  readonly until!: string;

  @ApiProperty({
    ...COUNT,
    description: 'Who came by themselves; not whom administrators have added or imported.',
  })
  readonly sign_ups!: number;

  @ApiProperty(COUNT)
  readonly sign_ins!: number;

  @ApiProperty(COUNT)
  readonly refused_sign_ins!: number;

  @ApiProperty({
    type: AnalyticsChanges,
    description: 'Entries of the audit log by administrators, but for those about their own accounts.',
  })
  readonly changes!: AnalyticsChanges;
}

class AnalyticsUsers implements UserCounts {
  @ApiProperty(countsOf(ROLES))
  readonly by_role!: UserCounts['by_role'];

  @ApiProperty(countsOf(ACCOUNT_STANDINGS))
  readonly by_status!: UserCounts['by_status'];
}

/** What happened, as it is answered. */
export class AnalyticsAnswer {
  @ApiProperty({ type: 'string', enum: ANALYTICS_INTERVALS })
  readonly interval!: AnalyticsInterval;

  @ApiProperty({
    type: AnalyticsItem,
    isArray: true,
    description: 'In order, those in which nothing happened, too.',
  })
  readonly items!: readonly AnalyticsItem[];

  @ApiProperty({ type: AnalyticsUsers, description: 'Everybody with an account, now.' })
  readonly users!: AnalyticsUsers;
}
