import { Module } from '@nestjs/common';
import { UserImportController } from './user-import.controller.js';

/** Importing users over HTTP. Needs `BUS_CLIENT` and `SETTINGS`, and what `AuthModule` gives. */
@Module({ controllers: [UserImportController] })
export class UserImportApiModule {}
