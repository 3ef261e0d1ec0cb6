import { Controller, Delete, Get, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { groupsRpc, holdsCapability, isSharedAs } from '@reeve/contracts';
import type {
  CallContext,
  Group,
  GroupMembersPage,
  GroupOfUser,
  UserInfo,
  Visibility,
} from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { Call, Requires, sayVisibility, TrailingSlash, ValidBody, ValidQuery } from '../http/index.js';
import { Documented } from '../openapi/documented.decorator.js';
import {
  GroupAnswer,
  GroupExportAnswer,
  GroupInfoAnswer,
  GroupMembersAnswer,
  GroupPreviewAnswer,
  UNKEPT,
} from './groups.answers.js';
import { GroupBody, GroupListQuery, GroupMembersQuery, GroupUsersBody } from './groups.bodies.js';
import { UserInfoAnswer } from '../users/users.answers.js';
import { wholeList } from './whole-list.js';

const GroupId = ApiParam({ name: 'id', description: 'Of the group.', schema: { type: 'string' } });
const UNKNOWN = 'GROUPS-NOT-FOUND';
const TOO_LARGE = 'CHANGE-TOO-LARGE';

@ApiTags('groups')
@Controller('api/v1/groups')
export class GroupsController {
  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  @Get()
  @TrailingSlash()
  @Requires('verified')
  @Documented({
    summary: 'List groups',
    description:
      'All of them for an administrator; for others those they are in and all above these. Newest updated first.',
    answer: [GroupAnswer],
  })
  async list(
    @ValidQuery(GroupListQuery) { share }: GroupListQuery,
    @Call() call: CallContext,
  ): Promise<readonly Group[]> {
    if (holdsCapability(call.principal, 'groups.read')) {
      const all = await wholeList((after) => this.bus.request(groupsRpc.listGroups, { after }, call));
      return all.toSorted(newestFirst);
    }
    const own = await this.bus.request(groupsRpc.ownGroups, { includeInherited: true }, call);
    return own.filter(({ data }) => share === undefined || isSharedAs(data, share)).map(withoutMembership);
  }

  @Post('create')
  @Requires('groups.write')
  @Documented({
    summary: 'Create a group',
    answer: GroupAnswer,
    errors: {
      400: 'GROUPS-PARENT-INVALID',
      404: 'GROUPS-PARENT-NOT-FOUND',
      409: 'GROUPS-NAME-TAKEN, GROUPS-TOO-DEEP',
      413: TOO_LARGE,
    },
  })
  async create(
    @ValidBody(GroupBody) body: GroupBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Group> {
    const parentGroupId = body.parent_group_id ?? null;
    const created = await this.bus.request(
      groupsRpc.createGroup,
      { ...detailsOf(body), parentGroupId },
      call,
    );
    return answered(reply, created);
  }

  @Get('id/:id')
  @GroupId
  @Requires('groups.read')
  @Documented({ summary: 'Read a group', answer: GroupAnswer, errors: { 404: UNKNOWN } })
  async one(@Param('id') groupId: string, @Call() call: CallContext): Promise<Group> {
    return await this.bus.request(groupsRpc.group, { groupId }, call);
  }

  @Get('id/:id/info')
  @GroupId
  @Requires('verified')
  @Documented({
    summary: 'Read what everybody may know of a group',
    answer: GroupInfoAnswer,
    errors: { 404: UNKNOWN },
  })
  async info(@Param('id') groupId: string, @Call() call: CallContext): Promise<GroupInfoAnswer> {
    return infoOf(await this.one(groupId, call));
  }

  @Get('id/:id/export')
  @GroupId
  @Requires('groups.read')
  @Documented({
    summary: 'Read a group with the ids of its members',
    answer: GroupExportAnswer,
    errors: { 404: UNKNOWN },
  })
  async export(@Param('id') groupId: string, @Call() call: CallContext): Promise<GroupExportAnswer> {
    const group = await this.one(groupId, call);
    const user_ids = await wholeList((after) =>
      this.bus.request(groupsRpc.groupUserIds, { groupId, after }, call),
    );
    return { ...group, user_ids };
  }

  @Post('id/:id/users')
  @GroupId
  @Requires('groups.read')
  @Documented({
    summary: 'List the members of a group',
    description: 'Direct ones, by id. Empty for an unknown group.',
    answer: [UserInfoAnswer],
  })
  async users(@Param('id') groupId: string, @Call() call: CallContext): Promise<readonly UserInfo[]> {
    return await wholeList((after) => this.bus.request(groupsRpc.groupUsers, { groupId, after }, call));
  }

  @Get('id/:id/members')
  @GroupId
  @Requires('groups.read')
  @Documented({
    summary: 'Page through the members of a group and of those below it',
    answer: GroupMembersAnswer,
    errors: { 404: UNKNOWN },
  })
  async members(
    @Param('id') groupId: string,
    @ValidQuery(GroupMembersQuery) { membership, query, page }: GroupMembersQuery,
    @Call() call: CallContext,
  ): Promise<GroupMembersPage> {
    return await this.bus.request(groupsRpc.groupMembers, { groupId, membership, query, page }, call);
  }

  @Post('id/:id/update')
  @GroupId
  @Requires('groups.write')
  @Documented({
    summary: 'Change a group, or move it',
    answer: GroupAnswer,
    errors: {
      400: 'GROUPS-PARENT-INVALID',
      404: `${UNKNOWN}, GROUPS-PARENT-NOT-FOUND`,
      409: 'GROUPS-NAME-TAKEN, GROUPS-TOO-DEEP, GROUPS-RENAMED-MEANWHILE',
      413: TOO_LARGE,
    },
  })
  async update(
    @Param('id') groupId: string,
    @ValidBody(GroupBody) body: GroupBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Group> {
    const { parent_group_id: parentGroupId } = body;
    const place = parentGroupId === undefined ? {} : { parentGroupId };
    const updated = await this.bus.request(
      groupsRpc.updateGroup,
      { groupId, ...detailsOf(body), ...place },
      call,
    );
    return answered(reply, updated);
  }

  @Post('id/:id/users/add')
  @GroupId
  @Requires('groups.write')
  @Documented({ summary: 'Add members', answer: GroupAnswer, errors: { 404: UNKNOWN, 413: TOO_LARGE } })
  async addUsers(
    @Param('id') groupId: string,
    @ValidBody(GroupUsersBody) { user_ids }: GroupUsersBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Group> {
    const request = { groupId, userIds: user_ids ?? [] };
    return answered(reply, await this.bus.request(groupsRpc.addGroupMembers, request, call));
  }

  @Post('id/:id/users/remove')
  @GroupId
  @Requires('groups.write')
  @Documented({ summary: 'Remove members', answer: GroupAnswer, errors: { 404: UNKNOWN, 413: TOO_LARGE } })
  async removeUsers(
    @Param('id') groupId: string,
    @ValidBody(GroupUsersBody) { user_ids }: GroupUsersBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Group> {
    const request = { groupId, userIds: user_ids ?? [] };
    return answered(reply, await this.bus.request(groupsRpc.removeGroupMembers, request, call));
  }

  @Delete('id/:id/delete')
  @GroupId
  @Requires('groups.write')
  @Documented({
    summary: 'Delete a group',
    description: 'Its members lose what it granted at once; the groups below it move up.',
    answer: { schema: { type: 'boolean', enum: [true] } },
    errors: { 404: UNKNOWN },
  })
  async delete(
    @Param('id') groupId: string,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<true> {
    sayVisibility(reply, await this.bus.request(groupsRpc.deleteGroup, { groupId }, call));
    return true;
  }

  @Get('id/:id/preview')
  @GroupId
  @Requires('groups.read')
  @Documented({
    summary: 'Read what a group gives its members',
    answer: GroupPreviewAnswer,
    errors: { 404: UNKNOWN },
  })
  async preview(@Param('id') groupId: string, @Call() call: CallContext): Promise<GroupPreviewAnswer> {
    return { ...(await this.bus.request(groupsRpc.groupPreview, { groupId }, call)), ...UNKEPT };
  }
}

function infoOf(group: Group): GroupInfoAnswer {
  const { id, user_id, parent_group_id, name, description, member_count, created_at, updated_at } = group;
  return { id, user_id, parent_group_id, name, description, member_count, created_at, updated_at };
}

function withoutMembership(group: GroupOfUser): Group {
  const { data, meta, permissions } = group;
  return Object.assign(infoOf(group), { data, meta, permissions });
}

function detailsOf({ name, description, permissions = null, data = null }: GroupBody) {
  return { name, description, permissions, data };
}

function answered(reply: FastifyReply, { group, visible }: { readonly group: Group } & Visibility): Group {
  sayVisibility(reply, { visible });
  return group;
}

function newestFirst(left: Group, right: Group): number {
  return right.updated_at - left.updated_at || (left.id < right.id ? -1 : 1);
}
