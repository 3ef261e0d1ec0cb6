import { Readable } from 'node:stream';
import { Controller, Delete, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { accountRpc, directoryRpc } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  Call,
  NotStored,
  Requires,
  sayVisibility,
  TrailingSlash,
  ValidBody,
  ValidQuery,
} from '../http/index.js';
import { Documented } from '../openapi/documented.decorator.js';
import { allUsers } from './all-users.js';
import { sendImage } from './profile-image.js';
import { cursorTo } from './user-cursor.js';
import {
  ActiveAnswer,
  AllUsersAnswer,
  userAnswer,
  userRecordAnswer,
  UserInfoAnswer,
  UserInfosPageAnswer,
  UserRecordAnswer,
  UsersPageAnswer,
} from './users.answers.js';
import { accountChangesOf, UpdateUserBody } from './users.bodies.js';
import { DeleteUserQuery, UsersListQuery, usersQueryOf } from './users.query.js';

const UNKNOWN = { 404: 'USERS-NOT-FOUND' };
const PROTECTED = 'USERS-PRIMARY-ADMINISTRATOR-PROTECTED, USERS-PRIMARY-ADMINISTRATOR-STAYS';
const PASSWORD_REFUSED = 'USERS-PASSWORD-TOO-LONG, USERS-PASSWORD-REFUSED';

@ApiTags('users')
@Controller('api/v1/users')
export class UsersController {
  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  @Get()
  @TrailingSlash()
  @Requires('users.read')
  @NotStored()
  @Documented({
    summary: 'List the users, page by page',
    description: 'In a total order, so that no user is on two pages or on none. Past the end: no users.',
    answer: UsersPageAnswer,
  })
  async list(@ValidQuery(UsersListQuery) asked: UsersListQuery, @Call() call: CallContext) {
    const query = usersQueryOf(asked);
    const { users, total, next } = await this.bus.request(directoryRpc.list, query, call);
    return {
      users: users.map((user) => userAnswer(user)),
      total,
      next_cursor: next && cursorTo(next, query),
    };
  }

  @Get('all')
  @Requires('users.read')
  @NotStored()
  @Documented({
    summary: 'List all users at once',
    description: 'As many as there are, sent as they are read. For more than a few thousand, page instead.',
    answer: AllUsersAnswer,
  })
  async all(@Call() call: CallContext, @Res() reply: FastifyReply): Promise<void> {
    const text = await allUsers(this.bus, call);
    reply.type('application/json; charset=utf-8').send(Readable.from(text));
  }

  @Get('search')
  @Requires('verified')
  @NotStored()
  @Documented({
    summary: 'Search the users',
    description: 'What everybody who is verified may know of others.',
    answer: UserInfosPageAnswer,
  })
  async search(@ValidQuery(UsersListQuery) asked: UsersListQuery, @Call() call: CallContext) {
    const query = usersQueryOf(asked);
    const { users, total, next } = await this.bus.request(directoryRpc.search, query, call);
    return {
      users,
      total,
      next_cursor: next && cursorTo(next, query),
    };
  }

  @Get(':id')
  @Requires('users.read')
  @Documented({ summary: 'Read all about a user', answer: UserRecordAnswer, errors: UNKNOWN })
  async user(@Param('id') userId: string, @Call() call: CallContext) {
    return userRecordAnswer(await this.bus.request(directoryRpc.user, { userId }, call));
  }

  @Get(':id/info')
  @Requires('verified')
  @Documented({
    summary: 'Read what everybody may know of a user',
    answer: UserInfoAnswer,
    errors: UNKNOWN,
  })
  async info(@Param('id') userId: string, @Call() call: CallContext) {
    return await this.bus.request(directoryRpc.userInfo, { userId }, call);
  }

  @Get(':id/active')
  @Requires('verified')
  @NotStored()
  @Documented({
    summary: 'Read whether a user is at work',
    description: 'False for somebody who is unknown.',
    answer: ActiveAnswer,
  })
  async active(@Param('id') userId: string, @Call() call: CallContext): Promise<{ active: boolean }> {
    return await this.bus.request(directoryRpc.isActive, { userId }, call);
  }

  @Get(':id/profile/image')
  @Requires('verified')
  @NotStored()
  @Documented({
    summary: 'Read a user’s image',
    description:
      'Its bytes, of the type it was given with; 302 to an image that is elsewhere; else the default image, a PNG.',
    answer: { mediaTypes: ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] },
    errors: UNKNOWN,
  })
  async image(
    @Param('id') userId: string,
    @Call() call: CallContext,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { image } = await this.bus.request(directoryRpc.profileImage, { userId }, call);
    sendImage(request, reply, image);
  }

  @Post(':id/update')
  @Requires('users.write')
  @Documented({
    summary: 'Change a user',
    description:
      'Only what is given changes. The primary administrator is changed by nobody else, and stays an administrator. A new password ends all of the person’s sessions; of one’s own all but the one that asks.',
    answer: UserRecordAnswer,
    errors: {
      400: `USERS-EMAIL-TAKEN, USERS-EMAIL-INVALID, ${PASSWORD_REFUSED}`,
      403: PROTECTED,
      409: 'USERS-CHANGED-MEANWHILE',
      422: 'USERS-NAME-TOO-LONG, USERS-PROFILE-IMAGE-INVALID',
      503: 'USERS-PASSWORD-CHECKS-BUSY, UNAVAILABLE, OUTCOME-UNKNOWN, STORAGE-FULL',
      ...UNKNOWN,
    },
  })
  async update(
    @Param('id') userId: string,
    @ValidBody(UpdateUserBody) body: UpdateUserBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const changes = accountChangesOf(body);
    const { user, visible } = await this.bus.request(accountRpc.update, { userId, changes }, call);
    sayVisibility(reply, { visible });
    return userRecordAnswer(user);
  }

  @Post(':id/disable')
  @Requires('users.write')
  @Documented({
    summary: 'Disable a user',
    description:
      'Ends their sessions, and refuses new ones, until they are enabled. They keep everything they have.',
    answer: { schema: { type: 'boolean', enum: [true] } },
    errors: { 403: `USERS-OWN-DISABLING, ${PROTECTED}`, ...UNKNOWN },
  })
  async disable(
    @Param('id') userId: string,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<true> {
    sayVisibility(reply, await this.bus.request(accountRpc.disable, { userId }, call));
    return true;
  }

  @Post(':id/enable')
  @Requires('users.write')
  @Documented({
    summary: 'Enable a user',
    answer: { schema: { type: 'boolean', enum: [true] } },
    errors: UNKNOWN,
  })
  async enable(
    @Param('id') userId: string,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<true> {
    sayVisibility(reply, await this.bus.request(accountRpc.enable, { userId }, call));
    return true;
  }

  @Post(':id/primary')
  @Requires('users.write')
  @Documented({
    summary: 'Make a user the primary administrator',
    description:
      'By the primary administrator alone, of an active administrator; the caller is an administrator like others then.',
    answer: { schema: { type: 'boolean', enum: [true] } },
    errors: { 403: 'USERS-PRIMARY-ADMINISTRATOR-ONLY', 409: 'USERS-SUCCESSOR-UNFIT', ...UNKNOWN },
  })
  async makePrimary(
    @Param('id') userId: string,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<true> {
    const transferred = await this.bus.request(accountRpc.transferPrimaryAdministrator, { userId }, call);
    sayVisibility(reply, transferred);
    return true;
  }

  @Delete(':id')
  @Requires('users.delete')
  @Documented({
    summary: 'Delete a user',
    description:
      'The account is gone at once, then its sessions and whatever else belongs to it. The log keeps what happened.',
    answer: { schema: { type: 'boolean', enum: [true] } },
    errors: { 403: `USERS-OWN-DELETION, ${PROTECTED}`, ...UNKNOWN },
  })
  async delete(
    @Param('id') userId: string,
    @ValidQuery(DeleteUserQuery) { erase }: DeleteUserQuery,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<true> {
    sayVisibility(reply, await this.bus.request(accountRpc.delete, { userId, erase }, call));
    return true;
  }
}
