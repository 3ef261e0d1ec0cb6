import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The page runs and shows what comes from here alone. Swagger UI has its icons as `data:` images in its style sheet. */
export const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

const HTML = 'text/html; charset=utf-8';
const STYLE = 'text/css; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Reeve API</title>
    <link rel="stylesheet" href="/api/docs/swagger-ui.css">
    <link rel="stylesheet" href="/api/docs/index.css">
    <link rel="icon" type="image/png" href="/api/docs/favicon-32x32.png">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/api/docs/swagger-ui-bundle.js"></script>
    <script src="/api/docs/start.js"></script>
  </body>
</html>
`;

const START = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });
`;

/** Files of the page that are ours. */
const OWN: Readonly<Record<string, { readonly type: string; readonly content: string }>> = {
  'index.html': { type: HTML, content: PAGE },
  'start.js': { type: SCRIPT, content: START },
};

/** Files of the page that `swagger-ui-dist` brings, with their types. */
const PACKAGED: Readonly<Record<string, string>> = {
  'swagger-ui.css': STYLE,
  'index.css': STYLE,
  'swagger-ui-bundle.js': SCRIPT,
  'favicon-32x32.png': 'image/png',
};

/** A file of the API page; undefined when there is none of that name. */
export async function docsFile(
  name: string,
): Promise<{ readonly type: string; readonly content: string | Buffer } | undefined> {
  if (Object.hasOwn(OWN, name)) return OWN[name];
  const type = Object.hasOwn(PACKAGED, name) ? PACKAGED[name] : undefined;
  if (type === undefined) return undefined;
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  return { type, content: await readFile(join(folder, name)) };
}
