# syntax=docker/dockerfile:1

# Everything is built here; none of the tools goes on.
FROM node:20-slim AS build
WORKDIR /app
ENV CI=true \
    PRISMA_SKIP_POSTINSTALL_GENERATE=1
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --no-audit --no-fund
COPY . .
RUN node scripts/build.mjs \
 && npm prune --omit=dev --no-audit --no-fund

FROM node:20-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/admin-bundle ./admin-bundle
COPY --from=build /app/server ./server
COPY --from=build /app/backoffice ./backoffice
COPY --from=build /app/assets ./assets
COPY --from=build /app/prisma/migrations ./prisma/migrations
COPY --from=build /app/scripts/migrate.mjs /app/scripts/project.mjs ./scripts/
# Proofs of payment; web and worker mount one volume here.
RUN mkdir /proofs && chown node:node /proofs
ENV PROOF_DIR=/proofs
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Migrations run before the process that needs them; two containers that start together take turns.
CMD ["sh", "-c", "node scripts/migrate.mjs && exec node dist/server/main.js"]
