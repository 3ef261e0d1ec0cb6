import { applyDecorators } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { MAX_PATH_PARAMETER_CHARACTERS } from '../http/refused-paths.js';

/** What the OpenAPI document says of an id in a path. */
export function PathId(name: string, description: string): MethodDecorator {
  return applyDecorators(
    ApiParam({
      name,
      description,
      schema: { type: 'string', minLength: 1, maxLength: MAX_PATH_PARAMETER_CHARACTERS },
    }),
  );
}
