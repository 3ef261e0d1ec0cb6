import { Module } from '@nestjs/common';
import { ActivityController } from './activity.controller.js';
import { OwnAccountController } from './own-account.controller.js';
import { UsersController } from './users.controller.js';

/** Users over HTTP. Needs `BUS_CLIENT`. */
@Module({ controllers: [ActivityController, OwnAccountController, UsersController] })
export class UsersApiModule {}
