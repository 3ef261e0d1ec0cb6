/** Groups of operations, in the order in which they are shown. */
export const TAGS = [
  { name: 'auths', description: 'Accounts and sessions.' },
  { name: 'users', description: 'Who there is, and what is done with their accounts.' },
  { name: 'groups', description: 'Groups, who is in them, and which is above which.' },
  { name: 'permissions', description: 'What people may, and why.' },
  { name: 'config', description: 'The configuration: section by section, and as one document.' },
  { name: 'configs', description: 'The routes of `config` under Open WebUI’s own prefix, for its clients.' },
  { name: 'billing', description: 'Plans, and who has them.' },
  { name: 'audit', description: 'Who did what, when and from where.' },
  { name: 'operations', description: 'For whoever runs Reeve.' },
] as const;

/** A route under two prefixes is one operation for people, but two for generated clients: each prefix has a tag. */
export function tagsOf(path: string, tags: readonly string[]): string[] {
  return path.startsWith('/api/v1/configs/') ? ['configs'] : [...tags];
}
