import type { Endpoints } from '../kit/http/router.js';
import { getAuditRun, listAuditRuns, startAudit } from './audit.contract.js';
import type { Audit } from './audit.service.js';
import { auditRunView } from './audit.views.js';

export function auditRoutes(endpoints: Endpoints, audit: Audit): void {
  endpoints.on(listAuditRuns, async ({ actor, list }) => {
    const { rows, total } = await audit.list(actor, list);
    return { rows: rows.map(auditRunView), total };
  });
  endpoints.on(getAuditRun, async ({ actor, params }) => auditRunView(await audit.get(actor, params.id)));
  endpoints.on(startAudit, async ({ actor }) => auditRunView(await audit.start(actor)));
}
