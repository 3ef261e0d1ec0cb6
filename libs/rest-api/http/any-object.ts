import { Body } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { isJsonObject, validationFailed } from '@reeve/contracts';
import type { JsonObject } from '@reeve/contracts';

/** The body as it came: an object with whatever keys. Anything else answers 422 `REQUEST-INVALID`. */
export function AnyObject(): ParameterDecorator {
  return (target, key, index) => {
    Body(new AnyObjectPipe())(target, key, index);
    const descriptor = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
    if (key === undefined || descriptor === undefined) return;
    ApiBody({ schema: { type: 'object', additionalProperties: true } })(target, key, descriptor);
  };
}

class AnyObjectPipe implements PipeTransform<unknown, JsonObject> {
  transform(body: unknown): JsonObject {
    if (isJsonObject(body)) return body;
    const type = body === undefined ? 'missing' : 'dict_type';
    throw validationFailed([{ loc: ['body'], type, msg: 'Input should be a valid dictionary' }]);
  }
}
