# One image per process:  docker build --build-arg APP=gateway --tag reeve-gateway .
# APP is a folder of apps/: gateway, config, users, billing, audit, or standalone for all of them in one process.
ARG NODE_IMAGE=node:20.20.2-bookworm-slim

# Workspaces have no dependencies of their own, so this layer lasts as long as the lock file, and all images share it.
FROM ${NODE_IMAGE} AS dependencies
WORKDIR /reeve
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --workspaces=false --ignore-scripts

FROM ${NODE_IMAGE} AS build
ARG APP
WORKDIR /reeve
COPY . .
RUN npm ci --ignore-scripts
RUN npx tsc -b "apps/$APP" && echo "import './apps/$APP/dist/main.js';" > main.js
# What stays is what runs: no sources, declarations, maps or suites.
RUN find apps libs -type f ! -name package.json ! -path '*/dist/*.js' -delete \
 && find apps libs -type f \( -name '*.spec.js' -o -name '*.features.js' -o -path '*/testing/*' \) ! -name package.json -delete \
 && find apps libs -type d -empty -delete \
 && mkdir data

FROM ${NODE_IMAGE}
ENV NODE_ENV=production REEVE_HOST=0.0.0.0 REEVE_PORT=8080 REEVE_DATA_DIR=/data
WORKDIR /reeve
COPY --from=dependencies /reeve/node_modules node_modules
COPY --from=build /reeve/node_modules/@reeve node_modules/@reeve
COPY --from=build /reeve/package.json /reeve/main.js ./
COPY --from=build /reeve/libs libs
COPY --from=build /reeve/apps apps
# Only standalone writes, and only here: the rest of the file system may be read-only.
COPY --from=build --chown=1000:1000 /reeve/data /data
# The image's `node`, by number, so that an orchestrator can see that it is not root.
USER 1000:1000
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=4s --start-period=60s --retries=3 CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.REEVE_PORT + '/health/ready').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Collections of the young generation stay short, and what a request needs stays in it: package.json's `start` says the same.
ENTRYPOINT ["node", "--max-semi-space-size=8", "--no-allocation-site-pretenuring", "--heap-growing-percent=70", "--v8-pool-size=1", "main.js"]
