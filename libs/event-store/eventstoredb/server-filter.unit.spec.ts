import { EVENT_TYPE, STREAM_NAME } from '@eventstore/db-client';
import { describe, expect, it } from 'vitest';

import { serverFilter } from './server-filter.js';

const ignore = (): void => undefined;

describe('The part of a filter that the server applies', () => {
  it.each([
    [{ streamPrefixes: ['user-', 'group-'] }, STREAM_NAME, ['user-', 'group-']],
    [{ typePrefixes: ['users.'] }, EVENT_TYPE, ['users.']],
    [{ streamPrefixes: ['user-'], typePrefixes: ['users.'] }, STREAM_NAME, ['user-']],
    [{ streamPrefixes: [''], typePrefixes: ['users.'] }, EVENT_TYPE, ['users.']],
    [{ streamPrefixes: [], typePrefixes: ['users.'] }, EVENT_TYPE, ['users.']],
  ])('of %j is by %s', (filter, filterOn, prefixes) => {
    expect(serverFilter(filter, ignore)).toMatchObject({ filterOn, prefixes });
  });

  it.each([[undefined], [{}], [{ streamPrefixes: [] }], [{ streamPrefixes: ['user-', ''] }]])(
    'of %j leaves system events out',
    (filter) => {
      expect(serverFilter(filter, ignore)).toMatchObject({ filterOn: EVENT_TYPE, regex: '^[^$].*' });
    },
  );
});
