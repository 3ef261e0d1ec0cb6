import { applyDecorators } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import {
  ApiDefaultResponse,
  ApiExtraModels,
  ApiFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
  getSchemaPath,
} from '@nestjs/swagger';
import type { ApiResponseOptions } from '@nestjs/swagger';

type SchemaObject = Extract<ApiResponseOptions, { schema: unknown }>['schema'];

export interface Documentation {
  /** A few words in the imperative: "Read the connections". */
  readonly summary: string;
  readonly description?: string;
  /**
   * What a 200 carries: a DTO, a list of one, a JSON schema, or bytes of one of these media types; or, where there is none,
   * what a 302 leads to.
   */
  readonly answer:
    | Type
    | readonly [Type]
    | { readonly schema: SchemaObject }
    | { readonly mediaTypes: readonly string[] }
    | { readonly redirectsTo: string };
  /** Media types that a 200 comes in besides JSON, for those who ask for them. The answer is a DTO then. */
  readonly alsoAs?: readonly string[];
  /**
   * Errors of this route alone, by status, with their codes, the most usual first. Those that follow from what a route is (who
   * may call it, whether it takes a body, that it needs a service) are in the document by themselves.
   */
  readonly errors?: Readonly<Record<number, string>>;
  /** What any other status means, where they are another server's; it carries what a 200 carries. */
  readonly otherwise?: string;
}

/** Everything that the OpenAPI document says of a route. */
export function Documented(documentation: Documentation): MethodDecorator {
  const { summary, description, answer, alsoAs = [], errors = {}, otherwise } = documentation;
  return applyDecorators(
    ApiOperation({ summary, ...(description === undefined ? {} : { description }) }),
    successOf(answer, alsoAs),
    ...Object.entries(errors).map(([status, codes]) =>
      ApiResponse({ status: Number(status), description: codes }),
    ),
    ...(otherwise === undefined ? [] : [ApiDefaultResponse({ description: otherwise, ...answerOf(answer) })]),
  );
}

function answerOf(answer: Documentation['answer']): object {
  if ('redirectsTo' in answer) return {};
  if ('schema' in answer) return { schema: answer.schema };
  if ('mediaTypes' in answer) {
    return { content: Object.fromEntries(answer.mediaTypes.map((mediaType) => [mediaType, { schema: {} }])) };
  }
  return typeof answer === 'function' ? { type: answer } : { type: answer[0], isArray: true };
}

function successOf(answer: Documentation['answer'], alsoAs: readonly string[]): MethodDecorator {
  if ('redirectsTo' in answer) return ApiFoundResponse({ description: answer.redirectsTo });
  if (alsoAs.length === 0 || typeof answer !== 'function') {
    return ApiOkResponse({ description: 'Done.', ...answerOf(answer) });
  }
  const asText = alsoAs.map((mediaType) => [mediaType, { schema: { type: 'string' } }] as const);
  const content = {
    'application/json': { schema: { $ref: getSchemaPath(answer) } },
    ...Object.fromEntries(asText),
  };
  return applyDecorators(ApiExtraModels(answer), ApiOkResponse({ description: 'Done.', content }));
}
