import { Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { configRpc, factorRpc } from '@reeve/contracts';
import type { CallContext, DocumentFormat, JsonObject } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import {
  BodyLimit,
  Call,
  ChoiceField,
  ObjectField,
  Requires,
  sayVisibility,
  ValidBody,
  ValidQuery,
} from '../http/index.js';
import { MAX_PATH_PARAMETER_CHARACTERS } from '../http/refused-paths.js';
import { Documented } from '../openapi/documented.decorator.js';
import { CONFIG_PREFIXES } from './config-prefixes.js';
import { REVEAL, RevealQuery } from './reveal.query.js';

const DOCUMENT_SCHEMA = { type: 'object', additionalProperties: true } as const;

export class ImportBody {
  @ObjectField({
    description: 'A whole configuration: nested objects, dotted keys, or both. What no section owns is kept.',
    example: { direct: { enable: true } },
  })
  config!: JsonObject;
}

export class ExportQuery extends RevealQuery {
  @ChoiceField(['nested', 'flat'], {
    optional: true,
    description: 'Nested objects, or dotted keys.',
  })
  format: DocumentFormat = 'nested';
}

/** The configuration as one document. */
@ApiTags('config')
@Controller(CONFIG_PREFIXES)
export class ConfigDocumentController {
  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  @Post('import')
  @Requires('config.write')
  @BodyLimit('import')
  @Documented({
    summary: 'Import a configuration document, all of it or nothing',
    description:
      'Answers the whole configuration, with `import_report`: for each path of the document `changed`, `unchanged` or `kept`.',
    answer: {
      schema: {
        ...DOCUMENT_SCHEMA,
        required: ['import_report'],
        properties: {
          import_report: {
            type: 'object',
            additionalProperties: { type: 'string', enum: ['changed', 'unchanged', 'kept'] },
          },
        },
      },
    },
    errors: { 403: 'CONFIG-SESSION-NEEDED', 413: 'CHANGE-TOO-LARGE' },
  })
  async import(
    @ValidBody(ImportBody) { config }: ImportBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JsonObject> {
    const { document, report, endsSessions, visible } = await this.bus.request(
      configRpc.importDocument,
      { document: config },
      call,
    );
    const followed = endsSessions
      ? await this.bus.request(factorRpc.followSettings, {}, call)
      : { visible: true };
    sayVisibility(reply, { visible: visible && followed.visible });
    return { ...document, import_report: report };
  }

  @Get('export')
  @Requires('config.read')
  @Documented({
    summary: 'Export the configuration as a document',
    description:
      'Every path with the value in force, and what was kept of imports. Importing it again changes nothing.',
    answer: { schema: DOCUMENT_SCHEMA },
  })
  async export(
    @ValidQuery(ExportQuery) { format, secrets }: ExportQuery,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JsonObject> {
    const reveal = secrets === REVEAL;
    if (reveal) reply.header('cache-control', 'no-store');
    return await this.bus.request(configRpc.exportDocument, { format, reveal }, call);
  }

  @Get('namespace/:namespace')
  @Requires('config.read')
  @ApiParam({
    name: 'namespace',
    description: 'The beginning of dotted paths, without the dot that follows it.',
    schema: { type: 'string', minLength: 1, maxLength: MAX_PATH_PARAMETER_CHARACTERS },
    example: 'ui',
  })
  @Documented({
    summary: 'Read every path below a namespace',
    description:
      '`ui` gives `ui.banners`, `ui.default_models` and so on; one that nothing is below gives `{}`.',
    answer: { schema: DOCUMENT_SCHEMA },
  })
  async namespace(
    @Param('namespace') namespace: string,
    @ValidQuery(RevealQuery) { secrets }: RevealQuery,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JsonObject> {
    const reveal = secrets === REVEAL;
    if (reveal) reply.header('cache-control', 'no-store');
    return await this.bus.request(configRpc.readNamespace, { namespace, reveal }, call);
  }
}
