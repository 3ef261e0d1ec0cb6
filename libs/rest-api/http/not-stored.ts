import { applyDecorators, Header } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

/** Where the OpenAPI document is told of it, until it has left out what goes with being stored. */
export const NOT_STORED_EXTENSION = 'x-not-stored';

/** The answer is about one moment: no cache keeps it, and it has no entity tag. */
export function NotStored(): MethodDecorator {
  return applyDecorators(Header('Cache-Control', 'no-store'), ApiExtension(NOT_STORED_EXTENSION, true));
}
