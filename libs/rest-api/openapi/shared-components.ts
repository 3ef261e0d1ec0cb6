import type { OpenAPIObject } from '@nestjs/swagger';
import { ERROR_BODY_SCHEMA } from './error-body.schema.js';

/** What many operations refer to: the ways to say who one is, and the headers that requests and answers have in common. */
export const SHARED_COMPONENTS: NonNullable<OpenAPIObject['components']> = {
  schemas: { ErrorBody: ERROR_BODY_SCHEMA },
  securitySchemes: {
    bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    cookie: { type: 'apiKey', in: 'cookie', name: 'token' },
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
      schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x20-\\x7e]+$' },
    },
    IfNoneMatch: {
      name: 'If-None-Match',
      in: 'header',
      required: false,
      description: 'Entity tags you have; answers 304 when nothing has changed since.',
      schema: { type: 'string' },
    },
  },
  headers: {
    XRequestId: { description: 'Names the request in logs and events.', schema: { type: 'string' } },
  },
};
