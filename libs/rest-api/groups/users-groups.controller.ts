import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { groupsRpc } from '@reeve/contracts';
import type { CallContext, GroupOfUser } from '@reeve/contracts';
import { Call, Requires, ValidQuery } from '../http/index.js';
import { Documented } from '../openapi/documented.decorator.js';
import { GroupOfUserAnswer, UNKEPT, UserPreviewAnswer } from './groups.answers.js';
import { InheritedQuery } from './groups.bodies.js';

/** Whose groups are which. */
@ApiTags('groups')
@Controller('api/v1/users')
export class UsersGroupsController {
  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  @Get('groups')
  @Requires('verified')
  @Documented({
    summary: 'List the groups that the caller is in',
    description: 'Newest updated first.',
    answer: [GroupOfUserAnswer],
  })
  async own(
    @ValidQuery(InheritedQuery) { include_inherited }: InheritedQuery,
    @Call() call: CallContext,
  ): Promise<readonly GroupOfUser[]> {
    return await this.bus.request(groupsRpc.ownGroups, { includeInherited: include_inherited }, call);
  }

  @Get(':id/groups')
  @ApiParam({ name: 'id', description: 'Of the person.', schema: { type: 'string' } })
  @Requires('groups.read')
  @Documented({
    summary: 'List the groups that somebody is in',
    description: 'Newest updated first. Empty for somebody unknown.',
    answer: [GroupOfUserAnswer],
  })
  async ofUser(
    @Param('id') userId: string,
    @ValidQuery(InheritedQuery) { include_inherited }: InheritedQuery,
    @Call() call: CallContext,
  ): Promise<readonly GroupOfUser[]> {
    const request = { userId, includeInherited: include_inherited };
    return await this.bus.request(groupsRpc.groupsOfUser, request, call);
  }

  @Get(':id/preview')
  @ApiParam({ name: 'id', description: 'Of the person.', schema: { type: 'string' } })
  @Requires('groups.read')
  @Documented({
    summary: 'Read what somebody has from their groups',
    answer: UserPreviewAnswer,
    errors: { 404: 'USERS-NOT-FOUND' },
  })
  async preview(@Param('id') userId: string, @Call() call: CallContext): Promise<UserPreviewAnswer> {
    return { ...(await this.bus.request(groupsRpc.userPreview, { userId }, call)), ...UNKEPT };
  }
}
