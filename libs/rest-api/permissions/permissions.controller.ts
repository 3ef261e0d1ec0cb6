import { Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { permissionsRpc } from '@reeve/contracts';
import type { CallContext, PermissionExplanation, PermissionTree } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { Call, Requires, sayVisibility, ValidBody } from '../http/index.js';
import { Documented } from '../openapi/documented.decorator.js';
import { DefaultPermissionsBody } from './permissions.bodies.js';
import { EXPLANATION_SCHEMA, TREE_SCHEMA } from './permissions.schemas.js';

@ApiTags('permissions')
@Controller('api/v1/users')
export class PermissionsController {
  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  @Get('default/permissions')
  @Requires('permissions.read')
  @Documented({ summary: 'Read what everybody may', answer: { schema: TREE_SCHEMA } })
  async defaults(@Call() call: CallContext): Promise<PermissionTree> {
    return await this.bus.request(permissionsRpc.readDefaults, {}, call);
  }

  @Post('default/permissions')
  @Requires('permissions.write')
  @Documented({
    summary: 'Set what everybody may',
    description: 'Replaces all of it: permissions that are absent become those of the schema.',
    answer: { schema: TREE_SCHEMA },
  })
  async changeDefaults(
    @ValidBody(DefaultPermissionsBody) body: DefaultPermissionsBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PermissionTree> {
    const { workspace, sharing, access_grants = null, chat, features, settings = null } = body;
    const permissions = { workspace, sharing, access_grants, chat, features, settings };
    const changed = await this.bus.request(permissionsRpc.changeDefaults, { permissions }, call);
    sayVisibility(reply, changed);
    return changed.permissions;
  }

  @Get('default/permissions/defaults')
  @Requires('permissions.read')
  @Documented({
    summary: 'Read what everybody may where nobody has set it',
    description: 'As the environment has it.',
    answer: { schema: TREE_SCHEMA },
  })
  async factoryDefaults(@Call() call: CallContext): Promise<PermissionTree> {
    return await this.bus.request(permissionsRpc.readFactoryDefaults, {}, call);
  }

  @Get('permissions')
  @Requires('verified')
  @Documented({
    summary: 'Read what the caller may',
    description:
      'By the defaults, their groups and all above these. The role of an administrator is not in it.',
    answer: { schema: TREE_SCHEMA },
  })
  async own(@Call() call: CallContext): Promise<PermissionTree> {
    return await this.bus.request(permissionsRpc.effective, { userId: call.principal.id ?? '' }, call);
  }

  @Get(':id/permissions/explain')
  @ApiParam({ name: 'id', description: 'Of the person.', schema: { type: 'string' } })
  @Requires('permissions.read')
  @Documented({
    summary: 'Read what somebody may, and why',
    description: 'For each permission, which group, group above or default grants it.',
    answer: { schema: EXPLANATION_SCHEMA },
    errors: { 404: 'USERS-NOT-FOUND' },
  })
  async explain(@Param('id') userId: string, @Call() call: CallContext): Promise<PermissionExplanation> {
    return await this.bus.request(permissionsRpc.explain, { userId }, call);
  }
}
