import { ReeveError, validationFailed } from '../../errors/reeve-error.js';

/** The errors of groups: one function each, one code each, never reused and never renamed. */
export const groupsErrors = {
  notFound: () => new ReeveError('GROUPS-NOT-FOUND', 404, 'The group was not found.'),
  parentNotFound: () => new ReeveError('GROUPS-PARENT-NOT-FOUND', 404, 'The parent group was not found.'),
  /** Itself, or one of its own descendants. */
  parentInvalid: () =>
    new ReeveError(
      'GROUPS-PARENT-INVALID',
      400,
      'A group cannot be placed under itself or under one of its own subgroups, and the id of a parent is not empty.',
    ),
  tooDeep: (maxDepth: number) =>
    new ReeveError('GROUPS-TOO-DEEP', 409, `Groups cannot be nested deeper than ${String(maxDepth)} levels.`),
  nameTaken: () =>
    new ReeveError('GROUPS-NAME-TAKEN', 409, 'There is a group with this name already. Choose another name.'),
  nameEmpty: () =>
    validationFailed([
      { loc: ['body', 'name'], type: 'string_too_short', msg: 'String should have at least 1 character' },
    ]),
  /** Somebody else has renamed the group between the decision and the change. */
  renamedMeanwhile: () =>
    new ReeveError(
      'GROUPS-RENAMED-MEANWHILE',
      409,
      'The group was renamed by somebody else at the same moment. Read it again, then repeat the change.',
    ),
  alreadyExists: () => new ReeveError('GROUPS-ALREADY-EXISTS', 409, 'A group with this id exists already.'),
} as const;
