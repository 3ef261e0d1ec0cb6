import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AuthModule } from './auth/auth.module.js';
import type { AuthOptions } from './auth/auth.module.js';
import { HttpModule } from './http/http.module.js';
import { OpenApiModule } from './openapi/open-api.module.js';
import { OperationsModule } from './operations/operations.module.js';

/**
 * The whole HTTP surface. Needs, from global modules: `BUS_CLIENT`, `DOCUMENT_STORE` (opened with `KEPT_ANSWERS`),
 * `RATE_LIMITER` and `SEALING`. Served by `createHttpApp`.
 */
@Module({})
export class RestApiModule {
  static forRoot(options: AuthOptions): DynamicModule {
    return {
      module: RestApiModule,
      imports: [AuthModule.forRoot(options), HttpModule, OpenApiModule, OperationsModule],
    };
  }
}
