import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { httpErrors } from './http.errors.js';

export const IF_MATCH = 'If-Match';

/**
 * An entity tag of RFC 9110 8.8.3 within a list: optional `W/`, then anything but quotes and controls in double quotes.
 * A list may have empty elements (5.6.1.2).
 */
const ENTITY_TAG = /[\t ,]*(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[\t ]*(?:,[\t ,]*|$)/y;

/**
 * The entity tags of a list, without their quotes and their order kept. A weak one keeps its `W/` and its quotes, and
 * `"*"` its quotes: neither may equal what a resource has, and `*` alone stands for any. Undefined when it is no such list.
 */
export function parseEntityTags(header: string): readonly string[] | undefined {
  if (header.trim() === '*') return ['*'];
  const tags: string[] = [];
  ENTITY_TAG.lastIndex = 0;
  while (ENTITY_TAG.lastIndex < header.length) {
    const match = ENTITY_TAG.exec(header);
    if (match === null) return undefined;
    const [, weak = '', opaque = ''] = match;
    tags.push(weak !== '' || opaque === '*' ? `${weak}"${opaque}"` : opaque);
  }
  return tags.length > 0 ? tags : undefined;
}

/**
 * The entity tags of `If-Match`, as {@link parseEntityTags} gives them; null when the header is absent. A handler that has
 * them changes nothing unless one of them, or `*`, is the resource's (RFC 9110 13.1.1, strong comparison): else 412.
 *
 * @throws ReeveError `IF-MATCH-MALFORMED` 400.
 */
export const IfMatch = createParamDecorator(
  (_data: unknown, context: ExecutionContext): readonly string[] | null => {
    const header = context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'];
    if (header === undefined) return null;
    const tags = parseEntityTags(header);
    if (tags === undefined) throw httpErrors.ifMatchMalformed();
    return tags;
  },
  [documentIfMatch],
);

function documentIfMatch(target: object, key: string | symbol | undefined): void {
  const descriptor = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
  if (key === undefined || descriptor === undefined) return;
  ApiHeader({
    name: IF_MATCH,
    required: false,
    description: 'Entity tags, one of which what is changed must still have, or `*`; else 412.',
    schema: { type: 'string', pattern: '^(\\*|(W/)?"[^"]*"(, *(W/)?"[^"]*")*)$' },
    example: '"12-5e884898"',
  })(target, key, descriptor);
}

/** The `ETag` header of a revision or another opaque text. */
export function entityTag(opaque: string): string {
  return `"${opaque}"`;
}

/** Whether `If-None-Match` names the tag: weak comparison, as RFC 9110 13.1.2 wants it. A malformed header names none. */
export function namesTag(ifNoneMatch: string, tag: string): boolean {
  // The usual case, one tag given back as it was got.
  if (ifNoneMatch === tag) return true;
  const opaque = withoutWeakness(tag);
  const tags = parseEntityTags(ifNoneMatch) ?? [];
  return tags.some((given) => given === '*' || withoutWeakness(given) === opaque || `"${given}"` === opaque);
}

function withoutWeakness(tag: string): string {
  return tag.startsWith('W/') ? tag.slice(2) : tag;
}
