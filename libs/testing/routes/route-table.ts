import { ADMIN_CONFIG_ROUTES } from './admin-config.routes.js';
import { ANALYTICS_ROUTES } from './analytics.routes.js';
import { API_KEYS_ROUTES } from './api-keys.routes.js';
import { AUDIT_ROUTES } from './audit.routes.js';
import { AUTHS_ROUTES } from './auths.routes.js';
import { CONFIGS_ROUTES } from './configs.routes.js';
import { FACTOR_ROUTES } from './factor.routes.js';
import { GROUPS_ROUTES } from './groups.routes.js';
import { PERMISSIONS_ROUTES } from './permissions.routes.js';
import { PLANS_ROUTES } from './plans.routes.js';
import { CALLERS } from './route-form.js';
import type { RouteForms } from './route-form.js';
import { SESSIONS_ROUTES } from './sessions.routes.js';
import { SUBSCRIPTIONS_ROUTES } from './subscriptions.routes.js';
import { USERS_ROUTES } from './users.routes.js';

/** What is said of each router. */
export const ROUTE_TABLE: Readonly<Record<string, RouteForms>> = {
  'Signing in and accounts': AUTHS_ROUTES,
  'Second factor': FACTOR_ROUTES,
  Sessions: SESSIONS_ROUTES,
  'API keys': API_KEYS_ROUTES,
  'Who may come in': ADMIN_CONFIG_ROUTES,
  Users: USERS_ROUTES,
  Groups: GROUPS_ROUTES,
  Permissions: PERMISSIONS_ROUTES,
  Configuration: CONFIGS_ROUTES,
  Plans: PLANS_ROUTES,
  'Subscriptions and their use': SUBSCRIPTIONS_ROUTES,
  'Numbers over time': ANALYTICS_ROUTES,
  'Audit log': AUDIT_ROUTES,
};

/** The routes that stand in the table. Those under `/config/` are those under `/configs/`, by another name. */
export const standsInTable = (path: string): boolean =>
  /^\/(?:api\/(?:v1\/(?:auths|users|groups|configs|billing|admin)\/|(?:config|version|version\/updates|changelog|usage|webhook)$)|(?:health|ready)\b)/.test(
    path,
  );

/** docs/routes.md: a table for each router, a line for each form of a route; and what there is no route for. */
export function routesPage(): string {
  const tables = Object.entries(ROUTE_TABLE).map(([router, routes]) => `## ${router}\n\n${tableOf(routes)}`);
  return [INTRODUCTION, ...tables, UNANSWERED].join('\n\n');
}

const INTRODUCTION = `# Who is answered what

Every route of users, groups, signing in, the configuration, billing and the audit log, in every form that a generation of Open WebUI asks it in (the letters of
[the reference](openwebui-admin-api.md)), and the status that each caller is answered. The API key is an administrator's. A suite
asks all of it of a running Reeve, and compares the routes with those of the OpenAPI document, so that none is missing.
Written by \`npm run docs\`.`;

const UNANSWERED = `## What is not answered

Of the same parts of the reference; all of it is a 404 here, or what \`GET /api/v1/users/{id}\` answers for somebody unknown.

${markdown([
  ['route', 'of', 'why'],
  [
    '`GET /api/v1/users/usage`',
    'F N',
    'It tells of chats, messages and models, day by day. Chats are kept elsewhere, and billing counts use against quotas, by their periods: what could be told would be zeros where there was use.',
  ],
  ['`GET /api/v1/analytics/…`', 'U F N', 'The same, of everybody.'],
  ['`/api/v1/scim/v2/…`', 'S U F N', 'Nobody can provision accounts by SCIM yet.'],
])}`;

function tableOf(routes: RouteForms): string {
  const lines = Object.entries(routes).flatMap(([route, forms]) => {
    const [method = '', path = ''] = route.split(' ');
    return forms.map(({ of, when, query, answers }) => {
      const form = [query === undefined ? undefined : `\`?${query}\``, when].filter(
        (part) => part !== undefined,
      );
      return [`\`${method.toUpperCase()} ${path}\``, of, form.join(', '), ...answers];
    });
  });
  return markdown([['route', 'asked so by', 'form', ...CALLERS], ...lines]);
}

function markdown([head = [], ...lines]: readonly (readonly (string | number)[])[]): string {
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
