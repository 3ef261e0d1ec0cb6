import type { Section } from '../section.js';
import { admin } from './admin/admin.section.js';
import { banners } from './banners.section.js';
import { codeExecution } from './code-execution.section.js';
import { connections } from './connections.section.js';
import { ldap } from './ldap/ldap.section.js';
import { ldapServer } from './ldap/ldap-server.section.js';
import { models } from './models.section.js';
import { oauth } from './oauth/oauth.section.js';
import { subagents } from './subagents.section.js';
import { suggestions } from './suggestions.section.js';
import { terminalServers } from './terminal-servers.section.js';
import { toolServers } from './tool-servers.section.js';
import { visibility } from './visibility.section.js';
import { webhook } from './webhook.section.js';

/** Every section there is. A new one is a file beside this one, or a folder of files if it has many fields, and a line here. */
export const SECTIONS: readonly Section[] = [
  connections,
  toolServers,
  terminalServers,
  codeExecution,
  models,
  subagents,
  suggestions,
  banners,
  visibility,
  admin,
  ldap,
  ldapServer,
  oauth,
  webhook,
];

export { toolServerConnection } from './tool-servers.section.js';
export { terminalServerConnection } from './terminal-servers.section.js';
