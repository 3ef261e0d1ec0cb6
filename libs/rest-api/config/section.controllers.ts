import { Body, Controller, Get, Inject, Post, Res } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { configRpc, factorRpc, mayEndSessions } from '@reeve/contracts';
import type { CallContext, Capability, JsonObject, JsonValue, Section } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { Call, entityTag, IfMatch, Requires, sayVisibility, ValidQuery } from '../http/index.js';
import { Documented } from '../openapi/documented.decorator.js';
import { CONFIG_PREFIXES } from './config-prefixes.js';
import { REVEAL, RevealQuery } from './reveal.query.js';
import { DeclaredBodyPipe } from './declared-body.pipe.js';
import { answerSchema, changedSchema, requestSchema } from './section-schema.js';

/** The routes of a section, made from its declaration: POST, and GET where it has one. */
export function sectionControllers(section: Section): readonly Type[] {
  const { read } = section;
  return read === null ? [sectionWriter(section)] : [sectionReader(section, read), sectionWriter(section)];
}

function sectionReader(section: Section, read: Capability): Type {
  const { prefixes, path } = routeOf(section);
  @ApiTags('config')
  @Controller([...prefixes])
  class SectionReader {
    constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

    @Get(path)
    @Requires(read)
    @Documented({ summary: `Read the section ${section.title}`, answer: { schema: answerSchema(section) } })
    async read(
      @ValidQuery(RevealQuery) { secrets }: RevealQuery,
      @Call() call: CallContext,
      @Res({ passthrough: true }) reply: FastifyReply,
    ): Promise<JsonValue> {
      const reveal = secrets === REVEAL;
      const { values, etag } = await this.bus.request(
        configRpc.readSection,
        { section: section.name, reveal },
        call,
      );
      if (reveal) reply.header('cache-control', 'no-store');
      else reply.header('etag', entityTag(etag));
      return answerOf(section, values);
    }
  }
  return named(SectionReader, section, 'Reader');
}

function sectionWriter(section: Section): Type {
  const { prefixes, path } = routeOf(section);
  @ApiTags('config')
  @Controller([...prefixes])
  class SectionWriter {
    constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

    @Post(path)
    @Requires(section.write)
    @ApiBody({ schema: requestSchema(section) })
    @Documented({
      summary: `Replace the section ${section.title}`,
      answer: { schema: changedSchema(section) },
      errors: {
        413: 'CHANGE-TOO-LARGE',
        ...(mayEndSessions(section) ? { 403: 'CONFIG-SESSION-NEEDED' } : {}),
      },
    })
    async change(
      @Body(new DeclaredBodyPipe(section)) body: JsonObject,
      @IfMatch() ifMatch: readonly string[] | null,
      @Call() call: CallContext,
      @Res({ passthrough: true }) reply: FastifyReply,
    ): Promise<JsonValue> {
      const change = { section: section.name, body, ifMatch };
      const { values, etag, ...changed } = await this.bus.request(configRpc.changeSection, change, call);
      const followed = changed.endsSessions
        ? await this.bus.request(factorRpc.followSettings, {}, call)
        : { visible: true };
      reply.header('etag', entityTag(etag));
      sayVisibility(reply, { visible: changed.visible && followed.visible });
      const answer = answerOf(section, values, body);
      if (!mayEndSessions(section)) return answer;
      return { ...(answer as JsonObject), sessions_revoked: changed.endsSessions };
    }
  }
  return named(SectionWriter, section, 'Writer');
}

function routeOf({ name, route }: Section): { readonly prefixes: readonly string[]; readonly path: string } {
  return route === undefined ? { prefixes: CONFIG_PREFIXES, path: name } : { prefixes: [route], path: '' };
}

function answerOf({ answer }: Section, values: JsonObject, request: JsonObject = {}): JsonValue {
  if (answer === undefined) return values;
  const { only, unlessAsked } = answer;
  return unlessAsked !== undefined && Object.hasOwn(request, unlessAsked) ? values : (values[only] ?? null);
}

/** Operation ids are made from class names: `ToolServersReader.read`. */
function named(controller: Type, section: Section, suffix: string): Type {
  const words = section.entity.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  Object.defineProperty(controller, 'name', { value: `${words.join('')}${suffix}` });
  return controller;
}
