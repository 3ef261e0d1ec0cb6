import { ApiProperty } from '@nestjs/swagger';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import type {
  Group,
  GroupMember,
  GroupMembersPage,
  GroupOfUser,
  GroupPreview,
  JsonObject,
  MembershipType,
  PermissionTree,
  PreviewedGroup,
  UserPreview,
} from '@reeve/contracts';
import { UserInfoAnswer } from '../users/users.answers.js';

const OBJECT_OR_NULL: ApiPropertyOptions = { type: 'object', additionalProperties: true, nullable: true };
const TREE: ApiPropertyOptions = {
  type: 'object',
  additionalProperties: { type: 'object', additionalProperties: { type: 'boolean' } },
};
const EPOCH_SECONDS: ApiPropertyOptions = { type: 'integer', description: 'Epoch seconds.' };
const MEMBERSHIP: ApiPropertyOptions = { type: 'string', enum: ['direct', 'inherited'] };

export class GroupInfoAnswer {
  @ApiProperty({ type: 'string' })
  readonly id!: string;

  @ApiProperty({ type: 'string', description: 'Who created it.' })
  readonly user_id!: string;

  @ApiProperty({ type: 'string', nullable: true })
  readonly parent_group_id!: string | null;

  @ApiProperty({ type: 'string' })
  readonly name!: string;

  @ApiProperty({ type: 'string' })
  readonly description!: string;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Direct members.' })
  readonly member_count!: number;

  @ApiProperty(EPOCH_SECONDS)
  readonly created_at!: number;

  @ApiProperty(EPOCH_SECONDS)
  readonly updated_at!: number;
}

export class GroupAnswer extends GroupInfoAnswer implements Group {
  @ApiProperty(OBJECT_OR_NULL)
  readonly data!: JsonObject | null;

  @ApiProperty(OBJECT_OR_NULL)
  readonly meta!: JsonObject | null;

  @ApiProperty({ ...TREE, nullable: true, description: 'What members may beyond the defaults.' })
  readonly permissions!: PermissionTree | null;
}

export class GroupOfUserAnswer extends GroupAnswer implements GroupOfUser {
  @ApiProperty(MEMBERSHIP)
  readonly membership_type!: MembershipType;
}

export class GroupExportAnswer extends GroupAnswer {
  @ApiProperty({ type: 'string', isArray: true, description: 'Direct members.' })
  readonly user_ids!: readonly string[];
}

class GroupMemberAnswer extends UserInfoAnswer implements GroupMember {
  @ApiProperty(MEMBERSHIP)
  readonly membership_type!: MembershipType;

  @ApiProperty({ type: 'string', isArray: true, description: 'The groups that make them a member.' })
  readonly via_group_ids!: readonly string[];
}

class MemberCounts {
  @ApiProperty({ type: 'integer' })
  readonly direct!: number;

  @ApiProperty({ type: 'integer' })
  readonly inherited!: number;

  @ApiProperty({ type: 'integer' })
  readonly effective!: number;
}

export class GroupMembersAnswer implements GroupMembersPage {
  @ApiProperty({ type: GroupMemberAnswer, isArray: true, description: 'By name, then by id.' })
  readonly items!: readonly GroupMemberAnswer[];

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Matches before paging.' })
  readonly total!: number;

  @ApiProperty({ type: MemberCounts })
  readonly counts!: MemberCounts;
}

class DefaultModelsAnswer {
  @ApiProperty({ type: 'string', isArray: true })
  readonly local!: readonly string[];

  @ApiProperty({
    type: 'string',
    isArray: true,
    description: 'Its own, else those of the nearest group above.',
  })
  readonly effective!: readonly string[];

  @ApiProperty({ type: 'string', nullable: true })
  readonly source_group_id!: string | null;
}

class UnkeptAnswer {
  @ApiProperty({ type: 'array', items: {}, maxItems: 0 })
  readonly items!: readonly never[];

  @ApiProperty({ type: 'integer', enum: [0] })
  readonly total!: 0;
}

/** What Open WebUI shows in a preview besides. There is none of it here, of which somebody could see some. */
export const UNKEPT = {
  models: { items: [], total: 0 },
  knowledge: { items: [], total: 0 },
  tools: { items: [], total: 0 },
} as const;

class PreviewAnswer {
  @ApiProperty({ type: UnkeptAnswer, description: 'None: they are kept elsewhere.' })
  readonly models!: UnkeptAnswer;

  @ApiProperty({ type: UnkeptAnswer, description: 'None: it is kept elsewhere.' })
  readonly knowledge!: UnkeptAnswer;

  @ApiProperty({ type: UnkeptAnswer, description: 'None: they are kept elsewhere.' })
  readonly tools!: UnkeptAnswer;
}

export class GroupPreviewAnswer extends PreviewAnswer implements GroupPreview {
  @ApiProperty({ type: GroupAnswer })
  readonly group!: GroupAnswer;

  @ApiProperty({ type: DefaultModelsAnswer })
  readonly default_models!: DefaultModelsAnswer;

  @ApiProperty({ ...TREE, description: 'What the groups above grant.' })
  readonly inherited_permissions!: PermissionTree;

  @ApiProperty({ ...TREE, description: 'What members may: the defaults, the groups above and this one.' })
  readonly effective_permissions!: PermissionTree;
}

class NamedUserAnswer {
  @ApiProperty({ type: 'string' })
  readonly id!: string;

  @ApiProperty({ type: 'string' })
  readonly name!: string;
}

class PreviewedGroupAnswer implements PreviewedGroup {
  @ApiProperty({ type: 'string' })
  readonly id!: string;

  @ApiProperty({ type: 'string' })
  readonly name!: string;

  @ApiProperty(MEMBERSHIP)
  readonly membership_type!: MembershipType;
}

class UserDefaultModelsAnswer {
  @ApiProperty({
    type: 'string',
    isArray: true,
    description: 'Those of the deepest of their groups, and of all above these, that has some.',
  })
  readonly effective!: readonly string[];

  @ApiProperty({ type: 'string', nullable: true })
  readonly source_group_id!: string | null;
}

export class UserPreviewAnswer extends PreviewAnswer implements UserPreview {
  @ApiProperty({ type: NamedUserAnswer })
  readonly user!: NamedUserAnswer;

  @ApiProperty({
    type: PreviewedGroupAnswer,
    isArray: true,
    description: 'Those that they are in and all above these, newest updated first.',
  })
  readonly groups!: readonly PreviewedGroupAnswer[];

  @ApiProperty({ type: UserDefaultModelsAnswer })
  readonly default_models!: UserDefaultModelsAnswer;

  @ApiProperty({
    ...TREE,
    description: 'What they may: the defaults, their groups and all above these. The role is not in it.',
  })
  readonly effective_permissions!: PermissionTree;
}
