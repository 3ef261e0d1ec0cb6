import { Module } from '@nestjs/common';
import { GroupsController } from './groups.controller.js';
import { UsersGroupsController } from './users-groups.controller.js';

/** Groups over HTTP. Needs `BUS_CLIENT`. */
@Module({ controllers: [GroupsController, UsersGroupsController] })
export class GroupsApiModule {}
