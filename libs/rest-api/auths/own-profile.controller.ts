import { Controller, Inject, Post, Res } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { accountRpc, ROLES } from '@reeve/contracts';
import type { CallContext, Role, SessionUser } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { Call, NotStored, Requires, sayVisibility, ValidBody } from '../http/index.js';
import { Documented } from '../openapi/documented.decorator.js';
import { OwnProfileBody, profileChangesOf, TimezoneBody } from './own-profile.bodies.js';

class OwnProfileAnswer implements SessionUser {
  @ApiProperty({ type: 'string' })
  readonly id!: string;

  @ApiProperty({ type: 'string' })
  readonly name!: string;

  @ApiProperty({ type: 'string', enum: [...ROLES] })
  readonly role!: Role;

  @ApiProperty({ type: 'string' })
  readonly email!: string;

  @ApiProperty({ type: 'string' })
  readonly profile_image_url!: string;
}

class DoneAnswer {
  @ApiProperty({ type: 'boolean', enum: [true] })
  readonly status!: true;
}

/** What people say of themselves. */
@ApiTags('auths')
@Controller('api/v1/auths/update')
export class OwnProfileController {
  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  @Post('profile')
  @Requires('verified')
  @NotStored()
  @Documented({
    summary: 'Change one’s own profile',
    description: 'Bio, gender and date of birth stay where they are not given; null takes them away.',
    answer: OwnProfileAnswer,
    errors: { 409: 'USERS-CHANGED-MEANWHILE', 422: 'USERS-NAME-TOO-LONG, USERS-PROFILE-IMAGE-INVALID' },
  })
  async profile(
    @ValidBody(OwnProfileBody) body: OwnProfileBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionUser> {
    const { user, visible } = await this.bus.request(
      accountRpc.updateOwnProfile,
      profileChangesOf(body),
      call,
    );
    sayVisibility(reply, { visible });
    return user;
  }

  @Post('timezone')
  @Requires('session')
  @NotStored()
  @Documented({ summary: 'Change one’s own time zone', answer: DoneAnswer })
  async timezone(
    @ValidBody(TimezoneBody) { timezone }: TimezoneBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ readonly status: true }> {
    const change = { part: 'timezone', patch: { timezone } } as const;
    sayVisibility(reply, await this.bus.request(accountRpc.changeKept, change, call));
    return { status: true };
  }
}
