import { Inject, Injectable } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { REEVE_VERSION } from '@reeve/contracts';
import type { JsonObject } from '@reeve/contracts';
import { SETTINGS } from '@reeve/platform';
import type { Settings } from '@reeve/platform';
import { strictSchemas } from '../http/only-declared-fields.js';
import { TRAILING_SLASH_EXTENSION } from '../http/trailing-slash.js';
import { completeOperation } from './complete-operation.js';
import { INTRODUCTION } from './introduction.js';
import { nameSchemas } from './name-schemas.js';
import type { Operation } from './route-kind.js';
import { SHARED_COMPONENTS } from './shared-components.js';
import { TAGS } from './tags.js';
import { toOpenApi31 } from './to-openapi-31.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** The OpenAPI document of the app, made when it is first asked for: that takes longer than the start may. */
@Injectable()
export class OpenApiDocument {
  private app: INestApplication | undefined;
  private made: JsonObject | undefined;

  constructor(@Inject(SETTINGS) private readonly settings: Pick<Settings, 'name'>) {}

  /** Says which app it is the document of. */
  describe(app: INestApplication): void {
    this.app = app;
  }

  read(): JsonObject {
    if (this.app === undefined)
      throw new Error('The OpenAPI document was asked for before the app was there');
    this.made ??= this.make(this.app);
    return this.made;
  }

  private make(app: INestApplication): JsonObject {
    const { paths, components } = SwaggerModule.createDocument(app, new DocumentBuilder().build());
    const document = {
      openapi: '3.1.0',
      info: {
        title: `${this.settings.name} administration API`,
        version: REEVE_VERSION,
        description: INTRODUCTION,
      },
      servers: [{ url: '/' }],
      tags: TAGS,
      paths: completePaths(paths),
      components: withShared(components),
    };
    return nameSchemas(toOpenApi31(document as unknown as JsonObject) as JsonObject);
  }
}

function completePaths(paths: OpenAPIObject['paths']): OpenAPIObject['paths'] {
  const completed: OpenAPIObject['paths'] = {};
  for (const [path, item] of Object.entries(paths)) {
    for (const method of METHODS) {
      const operation = item[method] as Operation | undefined;
      if (operation === undefined) continue;
      const asked = operation[TRAILING_SLASH_EXTENSION] === true ? `${path}/` : path;
      completed[asked] = { ...completed[asked], [method]: completeOperation(method, asked, operation) };
    }
  }
  return completed;
}

function withShared(components: OpenAPIObject['components'] = {}): NonNullable<OpenAPIObject['components']> {
  return {
    ...components,
    ...SHARED_COMPONENTS,
    schemas: { ...components.schemas, ...strict(components.schemas), ...SHARED_COMPONENTS.schemas },
  };
}

/** Those that take nothing else say so. */
function strict(schemas: Schemas = {}): Schemas {
  return Object.fromEntries(
    strictSchemas().flatMap((name) => {
      const schema = schemas[name];
      return schema === undefined ? [] : [[name, { ...schema, additionalProperties: false }]];
    }),
  );
}
