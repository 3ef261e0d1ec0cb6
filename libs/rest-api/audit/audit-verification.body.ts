import { ApiProperty } from '@nestjs/swagger';
import { AUDIT_DIFFERENCES } from '@reeve/contracts';
import type { AuditDifference, AuditVerificationPart } from '@reeve/contracts';

/** A difference as the OpenAPI document has it. */
class AuditDifferenceBody implements AuditDifference {
  @ApiProperty({
    type: 'string',
    enum: [...AUDIT_DIFFERENCES],
    description: 'No entry of the event; an entry that says something else; an entry of no event.',
  })
  readonly kind!: AuditDifference['kind'];

  @ApiProperty({ type: 'string', description: 'Of the event, or of the entry that has none.' })
  readonly id!: string;

  @ApiProperty({ type: 'string', nullable: true, description: 'Where it stands in the log.' })
  readonly position!: string | null;

  @ApiProperty({ type: 'string', isArray: true, description: 'What a changed entry says differently.' })
  readonly fields!: readonly string[];
}

/** One part as it is answered. */
export class AuditVerificationBody implements AuditVerificationPart {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Events of this part.' })
  readonly checked!: number;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: '`after` of the next part; null at the end of the log.',
  })
  readonly next!: string | null;

  @ApiProperty({ type: AuditDifferenceBody, isArray: true, description: 'In the order of the log.' })
  readonly differences!: readonly AuditDifferenceBody[];
}
