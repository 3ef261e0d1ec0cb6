import { ApiProperty } from '@nestjs/swagger';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import type { AuditEntry, AuditPage, EventActor, JsonObject } from '@reeve/contracts';

const TEXT_OR_NULL: ApiPropertyOptions = { type: 'string', nullable: true };
const OBJECT_OR_NULL: ApiPropertyOptions = { type: 'object', additionalProperties: true, nullable: true };

/** An entry as the OpenAPI document has it. */
class AuditEntryBody implements AuditEntry {
  @ApiProperty({ type: 'string', format: 'uuid', description: 'That of the event.' })
  readonly id!: string;

  @ApiProperty({ ...TEXT_OR_NULL, description: 'Who acted; null when nobody was signed in.' })
  readonly user_id!: string | null;

  @ApiProperty({ type: 'string' })
  readonly action!: string;

  @ApiProperty({ type: 'string' })
  readonly entity_type!: string;

  @ApiProperty({ type: 'string' })
  readonly entity_id!: string;

  @ApiProperty({ ...TEXT_OR_NULL, description: 'One sentence for a person.' })
  readonly description!: string | null;

  @ApiProperty({ ...OBJECT_OR_NULL, description: '`{field: {old, new}}`; secrets as fingerprints.' })
  readonly changes!: JsonObject | null;

  @ApiProperty(OBJECT_OR_NULL)
  readonly audit_metadata!: JsonObject | null;

  @ApiProperty({ type: 'integer', description: 'Epoch seconds.' })
  readonly created_at!: number;

  @ApiProperty({ type: 'string', enum: ['anonymous', 'user', 'system'] })
  readonly actor_kind!: EventActor['kind'];

  @ApiProperty({ ...TEXT_OR_NULL, description: 'Null for nobody, and for somebody who was erased.' })
  readonly actor_name!: string | null;

  @ApiProperty({ ...TEXT_OR_NULL, description: 'The role held when acting.' })
  readonly actor_role!: string | null;

  @ApiProperty(TEXT_OR_NULL)
  readonly ip!: string | null;

  @ApiProperty(TEXT_OR_NULL)
  readonly user_agent!: string | null;

  @ApiProperty({ ...TEXT_OR_NULL, description: '`X-Request-Id` of the request that led to it.' })
  readonly request_id!: string | null;
}

/** A page as it is answered. */
export class AuditPageBody implements Omit<AuditPage, 'visible'> {
  @ApiProperty({ type: AuditEntryBody, isArray: true, description: 'Newest first, ties broken by position.' })
  readonly items!: readonly AuditEntryBody[];

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Matches before paging.' })
  readonly total!: number;
}
