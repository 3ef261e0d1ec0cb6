import { ApiProperty } from '@nestjs/swagger';
import { PROJECTION_MENDINGS, PROJECTION_STATES, PROJECTIONS } from '@reeve/contracts';
import type { ProjectionMending, ProjectionName, ProjectionState, ProjectionStatus } from '@reeve/contracts';

const STATES = [...PROJECTION_STATES, 'unreachable'] as const;

export class ProjectionAnswer implements Omit<ProjectionStatus, 'state'> {
  @ApiProperty({ type: 'string', enum: PROJECTIONS, description: 'That of its context.' })
  readonly name!: ProjectionName;

  @ApiProperty({
    type: 'string',
    enum: STATES,
    description:
      '`live`: follows the log. `catching-up`: has some of it to read. `retrying`: waits for a store. `poisoned`: stands still at an event that it cannot project. `stopped`: no process is at work on it. `unreachable`: its service does not answer.',
  })
  readonly state!: ProjectionState | 'unreachable';

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Why it is not live; names stream and revision of an event that it cannot project.',
  })
  readonly reason!: string | null;

  @ApiProperty({
    type: 'boolean',
    description: 'Its documents are being made again: requests that need them are answered 503.',
  })
  readonly rebuilding!: boolean;

  @ApiProperty({ type: 'string', nullable: true, description: 'Reads show the log up to here. Opaque.' })
  readonly position!: string | null;

  @ApiProperty({
    type: 'number',
    minimum: 0,
    description:
      'Seconds since the oldest event was recorded that was read and is not shown; 0: there is none.',
  })
  readonly behind_seconds!: number;

  @ApiProperty({
    type: 'string',
    enum: PROJECTION_MENDINGS,
    nullable: true,
    description: 'What was asked for and is not begun yet; null: nothing.',
  })
  readonly requested!: ProjectionMending | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'The process at work; null when there is none, or can be no other.',
  })
  readonly process!: string | null;
}

export class ProjectionsAnswer {
  @ApiProperty({ type: ProjectionAnswer, isArray: true })
  readonly items!: readonly ProjectionAnswer[];
}

export class ProjectionMendingAnswer {
  @ApiProperty({ type: 'string', enum: PROJECTIONS })
  readonly name!: ProjectionName;

  @ApiProperty({
    type: 'string',
    enum: PROJECTION_MENDINGS,
    description: 'It comes to the process at work within seconds; read how the projection is to see it done.',
  })
  readonly requested!: ProjectionMending;
}
