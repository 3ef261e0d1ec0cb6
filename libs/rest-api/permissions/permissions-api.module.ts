import { Module } from '@nestjs/common';
import { PermissionsController } from './permissions.controller.js';

/** What people may, over HTTP. Needs `BUS_CLIENT`. */
@Module({ controllers: [PermissionsController] })
export class PermissionsApiModule {}
