import { Controller, Delete, Get, Header, Post, Put, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { CallContext, JsonObject } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { TokenSigner } from '../../auth/token-signer.js';
import { Documented } from '../../openapi/documented.decorator.js';
import { BodyLimit } from '../body-limit.js';
import { ValidBody, ValidQuery } from '../dto-pipe.js';
import { IfMatch } from '../entity-tags.js';
import {
  BooleanField,
  ChoiceField,
  DtoField,
  IntegerField,
  ListField,
  ObjectField,
  TextField,
} from '../fields.js';
import { RateLimits } from '../rate-limits.js';
import { Call } from '../request-call.js';
import { Public, Requires, RequiresPermission } from '../route-access.js';
import { TrailingSlash } from '../trailing-slash.js';

export class SamplePart {
  @TextField({ minLength: 2, maxLength: 5 })
  readonly name!: string;
}

export class SampleBody {
  @TextField({ maxLength: 10 })
  readonly text!: string;

  @BooleanField({ optional: true })
  readonly flag?: boolean;

  @IntegerField({ optional: true, min: 1, max: 9 })
  readonly count?: number;

  @ChoiceField(['one', 'two'], { optional: true, nullable: true })
  readonly choice?: string | null;

  @DtoField(SamplePart, { optional: true })
  readonly part?: SamplePart;

  @ListField(SamplePart, { optional: true })
  readonly parts?: readonly SamplePart[];

  @ListField('text', { optional: true })
  readonly words?: readonly string[];

  @ObjectField({ optional: true })
  readonly anything?: JsonObject;
}

export class SampleQuery {
  @IntegerField({ optional: true, min: 1 })
  readonly page: number = 1;
}

const ANYTHING = { schema: { type: 'object', additionalProperties: true } };

/** One route for every way that a route can be. */
@ApiTags('sample')
@Controller('sample')
export class SampleController {
  /** How often a handler ran. */
  runs = 0;

  constructor(
    private readonly signer: TokenSigner,
    private readonly rateLimits: RateLimits,
  ) {}

  @Get()
  @TrailingSlash()
  @Public()
  @Documented({ summary: 'Read with a slash at the end', answer: ANYTHING })
  slash(): JsonObject {
    return { slash: true };
  }

  @Get('nothing')
  @Public()
  @Documented({ summary: 'Read nothing', answer: { schema: { type: 'null' } } })
  nothing(): null {
    return null;
  }

  @Get('call')
  @Public({ session: 'used' })
  @Documented({ summary: 'Read who one is', answer: ANYTHING })
  call(@Call() call: CallContext): CallContext {
    return call;
  }

  @Get('session')
  @Requires('session')
  @Documented({ summary: 'Read as anybody signed in', answer: ANYTHING })
  session(@Call() call: CallContext): CallContext {
    return call;
  }

  @Get('config')
  @Requires('config.read')
  @Documented({ summary: 'Read as an administrator', answer: ANYTHING })
  read(): JsonObject {
    return { read: true };
  }

  @Get('granted')
  @Requires('verified')
  @RequiresPermission('features.api_keys')
  @Documented({ summary: 'Read as somebody who may', answer: ANYTHING })
  granted(): JsonObject {
    return { granted: true };
  }

  @Get('revision')
  @Requires('config.read')
  @Header('ETag', '"7"')
  @Documented({ summary: 'Read with a tag', answer: ANYTHING })
  revision(): JsonObject {
    return { revision: 7 };
  }

  @Get('made')
  @Requires('config.read')
  @Header('Content-Type', 'application/json; charset=utf-8')
  @Documented({ summary: 'Read what was made before', answer: ANYTHING })
  made(): Buffer {
    return Buffer.from('{"made":"before"}');
  }

  @Get('items/:id')
  @Public()
  @Documented({ summary: 'Read a page of an item', answer: ANYTHING })
  item(@ValidQuery(SampleQuery) query: SampleQuery): SampleQuery {
    return query;
  }

  @Post('body')
  @Public()
  @Documented({ summary: 'Write a body', answer: SampleBody })
  body(@ValidBody(SampleBody) body: SampleBody): SampleBody {
    return body;
  }

  @Post('import')
  @BodyLimit('import')
  @Public()
  @Documented({ summary: 'Write a long body', answer: ANYTHING })
  import(@ValidBody(SampleBody) body: SampleBody): JsonObject {
    return { characters: JSON.stringify(body).length };
  }

  @Put('write')
  @Requires('config.write')
  @Documented({
    summary: 'Write as an administrator',
    answer: ANYTHING,
  })
  write(@Call() call: CallContext, @IfMatch() ifMatch: readonly string[] | null): JsonObject {
    return { run: ++this.runs, commandId: call.commandId, commandHash: call.commandHash, ifMatch };
  }

  @Post('sign-in')
  @Public()
  @Documented({ summary: 'Sign in', answer: ANYTHING })
  async signIn(@Res({ passthrough: true }) reply: FastifyReply): Promise<JsonObject> {
    await this.rateLimits.enforceRateLimit(
      reply,
      { name: 'sample', limit: 3, windowSeconds: 60, bucketSeconds: 60 },
      'everybody',
    );
    const issuedAt = Math.floor(Date.now() / 1000);
    const user = { id: 'u', email: 'a@b.c', name: 'A', role: 'user', profile_image_url: '' } as const;
    const token = this.signer.issue(reply, {
      user,
      sessionId: 's',
      issuedAt,
      expiresAt: issuedAt + 60,
      method: 'password',
      sessionStamp: 'stamp',
      factorProven: false,
    });
    return { run: ++this.runs, token };
  }

  @Delete('bug')
  @Public()
  @Documented({ summary: 'Fail', answer: ANYTHING })
  bug(): never {
    this.runs++;
    throw new Error('secret-detail of a bug');
  }
}
