import type { OpenAPIObject } from '@nestjs/swagger';
import { SHARED_HEADERS } from './answer-headers.js';
import { ERROR_BODY_SCHEMA } from './error-body.schema.js';
import { SHARED_ERRORS } from './error-responses.js';

/** What many operations refer to: the ways to say who one is, and the headers that requests and answers have in common. */
export const SHARED_COMPONENTS: NonNullable<OpenAPIObject['components']> = {
  schemas: { ErrorBody: ERROR_BODY_SCHEMA },
  responses: SHARED_ERRORS,
  headers: SHARED_HEADERS,
  securitySchemes: {
    bearer: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'The token that signing in answers.',
    },
    cookie: {
      type: 'apiKey',
      in: 'cookie',
      name: 'token',
      description: 'The same token, as signing in sets it in browsers. `Authorization` wins over it.',
    },
  },
  parameters: {
    XRequestId: {
      name: 'X-Request-Id',
      in: 'header',
      required: false,
      description:
        'Names the request in logs and events; made when it is absent. 1 to 128 of `A-Z a-z 0-9 . _ -`.',
      schema: { type: 'string' },
    },
    IdempotencyKey: {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description:
        'A key of your choice: the same request with the same key is carried out once, and answered the same for 24 hours.',
      schema: {
        type: 'string',
        maxLength: 255,
        // Printable ASCII; a header's value has no space at either end.
        pattern: '^[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?$',
      },
      example: 'f1f8a0f0-6c1a-4f0e-9d3e-2f0f7d1f4c55',
    },
    IfNoneMatch: {
      name: 'If-None-Match',
      in: 'header',
      required: false,
      description: 'Entity tags you have; answers 304 when nothing has changed since.',
      schema: { type: 'string' },
      example: '"12-5e884898"',
    },
  },
};
