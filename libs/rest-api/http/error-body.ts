import { ApiProperty } from '@nestjs/swagger';
import type { JsonObject, ReeveError } from '@reeve/contracts';

/** What every error answers, whatever its status. */
export class ErrorBody {
  @ApiProperty({ type: 'integer', minimum: 400, maximum: 599 })
  readonly status_code!: number;

  @ApiProperty({ type: 'string', minLength: 1, description: 'One sentence for a person.' })
  readonly detail!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    required: ['code', 'request_id'],
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
  })
  readonly extra!: JsonObject;
}

export function errorBody(error: ReeveError, requestId: string): JsonObject {
  return {
    status_code: error.status,
    detail: error.detail,
    extra: { ...error.extra, code: error.code, request_id: requestId },
  };
}
