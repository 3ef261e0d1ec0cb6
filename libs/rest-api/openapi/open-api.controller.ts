import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import type { JsonObject } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { httpErrors } from '../http/http.errors.js';
import { Public } from '../http/route-access.js';
import { docsFile, DOCS_POLICY } from './docs-files.js';
import { Documented } from './documented.decorator.js';
import { OpenApiDocument } from './open-api-document.js';

/** The API's description, for programs and for people. */
@ApiTags('operations')
@Controller('api')
export class OpenApiController {
  constructor(private readonly document: OpenApiDocument) {}

  @Get('openapi.json')
  @Public()
  @Documented({
    summary: 'This document',
    answer: { schema: { type: 'object', additionalProperties: true } },
  })
  read(): JsonObject {
    return this.document.read();
  }

  @Get('docs')
  @Public()
  @ApiExcludeEndpoint()
  page(@Res() reply: FastifyReply): Promise<void> {
    return this.send('index.html', reply);
  }

  @Get('docs/:file')
  @Public()
  @ApiExcludeEndpoint()
  async file(@Param('file') name: string, @Res() reply: FastifyReply): Promise<void> {
    await this.send(name, reply);
  }

  private async send(name: string, reply: FastifyReply): Promise<void> {
    const file = await docsFile(name);
    if (file === undefined) throw httpErrors.routeUnknown();
    reply.header('content-security-policy', DOCS_POLICY).type(file.type).send(file.content);
  }
}
