import { BaseSequencer } from 'vitest/node';

/** By what a file's name says of it: an end-to-end suite takes minutes, a unit’s specification a moment. */
const KINDS = ['.e2e.spec.ts', '.int.spec.ts', '.unit.spec.ts'];

/**
 * Starts with the files that take longest, so that in the end no worker waits for one that has only just begun a long one. Among those
 * of a kind, the ones of the apps and tools come first: they start processes.
 */
export default class LongestFirst extends BaseSequencer {
  /** @param {import('vitest/node').TestSpecification[]} files */
  async sort(files) {
    const sorted = await super.sort(files);
    return sorted
      .map((file, index) => ({ file, index, rank: rankOf(file.moduleId) }))
      .sort((one, other) => one.rank - other.rank || one.index - other.index)
      .map(({ file }) => file);
  }
}

/** @param {string} path */
function rankOf(path) {
  const kind = KINDS.findIndex((ending) => path.endsWith(ending));
  return kind * 2 + (/\/libs\//.test(path) ? 1 : 0);
}
