import { Module } from '@nestjs/common';
import { OpenApiController } from './open-api.controller.js';
import { OpenApiDocument } from './open-api-document.js';

@Module({ controllers: [OpenApiController], providers: [OpenApiDocument] })
export class OpenApiModule {}
