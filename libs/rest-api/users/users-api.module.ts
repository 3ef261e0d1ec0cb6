import { Module } from '@nestjs/common';
import { OwnAccountController } from './own-account.controller.js';
import { UsersController } from './users.controller.js';

/** Users over HTTP. Needs `BUS_CLIENT`. */
@Module({ controllers: [OwnAccountController, UsersController] })
export class UsersApiModule {}
