import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { addFacts } from './route-facts.js';

/** Where the OpenAPI document is told of it, until the path has its slash. */
export const TRAILING_SLASH_EXTENSION = 'x-trailing-slash';

/** The path of the route ends with a slash (`/api/v1/auths/`), which Nest takes away from every path. Without it: 307. */
export function TrailingSlash(): MethodDecorator {
  return applyDecorators(addFacts({ trailingSlash: true }), ApiExtension(TRAILING_SLASH_EXTENSION, true));
}
