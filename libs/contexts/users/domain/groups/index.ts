export { blockedGroups } from './blocked-groups.js';
export * from './group.js';
export * from './group-data.js';
export * from './group-draft.js';
export * from './group-name.js';
export * from './group-tree.js';
