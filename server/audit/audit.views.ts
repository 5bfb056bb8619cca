import { type AuditRunView, auditFindings } from './audit.contract.js';
import type { AuditRunRow } from './audit.service.js';

export const auditRunView = (row: AuditRunRow): AuditRunView => ({
  id: row.id,
  source: row.source,
  state: row.state,
  askedBy: row.askedBy,
  sentences: row.sentences,
  findings: auditFindings.parse(row.findings),
  failure: row.failure,
  createdAt: row.createdAt.toISOString(),
  startedAt: row.startedAt?.toISOString() ?? null,
  finishedAt: row.finishedAt?.toISOString() ?? null,
});
