import { PERMISSION_LEAVES, PERMISSIONS } from '@reeve/contracts';

/** A whole tree, as the OpenAPI document has it. */
export const TREE_SCHEMA = {
  type: 'object',
  required: Object.keys(PERMISSIONS),
  properties: Object.fromEntries(
    Object.entries(PERMISSIONS).map(([section, leaves]) => [
      section,
      {
        type: 'object',
        required: Object.keys(leaves),
        properties: Object.fromEntries(Object.keys(leaves).map((name) => [name, { type: 'boolean' }])),
      },
    ]),
  ),
};

/** Why somebody may what. */
export const EXPLANATION_SCHEMA = {
  type: 'object',
  required: ['user_id', 'permissions'],
  properties: {
    user_id: { type: 'string' },
    permissions: {
      type: 'array',
      items: {
        type: 'object',
        required: ['permission', 'granted', 'granted_by'],
        properties: {
          permission: { type: 'string', enum: [...PERMISSION_LEAVES.keys()] },
          granted: { type: 'boolean' },
          granted_by: {
            type: 'array',
            description: 'Everything that grants it, the default first.',
            items: {
              type: 'object',
              required: ['kind'],
              properties: {
                kind: { type: 'string', enum: ['default', 'group'] },
                group_id: { type: 'string' },
                name: { type: 'string' },
                membership: { type: 'string', enum: ['direct', 'inherited'] },
              },
            },
          },
        },
      },
    },
  },
};
