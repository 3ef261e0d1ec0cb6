import type { OpenAPIObject } from '@nestjs/swagger';

type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

/** What {@link errorBody} makes. */
export const ERROR_BODY_SCHEMA: Schema = {
  type: 'object',
  required: ['status_code', 'detail', 'extra'],
  properties: {
    status_code: { type: 'integer', minimum: 307, maximum: 599 },
    detail: { type: 'string', minLength: 1, description: 'One sentence for a person.' },
    extra: {
      type: 'object',
      required: ['code', 'request_id'],
      additionalProperties: true,
      properties: {
        code: { type: 'string', description: 'Names the error; stable, unlike the detail.' },
        request_id: { type: 'string' },
        retry_after: { type: 'number', description: 'Seconds; also the header Retry-After.' },
        errors: {
          type: 'array',
          description: 'What is wrong with the request, one entry for each issue.',
          items: {
            type: 'object',
            required: ['loc', 'msg', 'type'],
            properties: {
              loc: { type: 'array', items: { oneOf: [{ type: 'string' }, { type: 'integer' }] } },
              msg: { type: 'string' },
              type: { type: 'string' },
            },
          },
        },
      },
    },
  },
};

/**
 * An answer that carries one.
 *
 * @param codes that it can have, the most usual first: it stands in the example.
 */
export function errorContent(status: number, codes: string) {
  const [code = ''] = /^[A-Z-]+\b/.exec(codes) ?? [];
  const example = {
    status_code: status,
    detail: 'What is wrong, and what to do.',
    extra: { ...EXTRA_OF[status], code, request_id: '0d0b2a0e-6d2f-4c35-9a8e-3c1f0f5e7a11' },
  };
  return { 'application/json': { schema: { $ref: '#/components/schemas/ErrorBody' }, example } };
}

/** What examples of a status have beside the code. */
const EXTRA_OF: Readonly<Record<number, object>> = {
  422: { errors: [{ loc: ['body', 'name'], msg: 'Field required', type: 'missing' }] },
  429: { retry_after: 12 },
  503: { retry_after: 2 },
};
