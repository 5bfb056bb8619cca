import { z } from 'zod';
import { byId, empty, endpoint, instant } from '../kit/endpoint.contract.js';

export const auditRunState = z.enum(['waiting', 'running', 'held', 'broken', 'failed']);
export const auditRunSource = z.enum(['schedule', 'staff', 'command']);

const finding = z.object({
  invariant: z.int(),
  key: z.string(),
  sentence: z.string(),
  /** The rows that break it, a few of them; none: it holds. */
  breaches: z.array(z.object({ name: z.string(), found: z.string() })),
  more: z.boolean(),
  tookMs: z.int(),
});
export const auditFindings = z.array(finding);

export const auditRun = z.object({
  id: z.string(),
  source: auditRunSource,
  /** `held`: every sentence holds; `broken`: one does not; `failed`: it came to no result. */
  state: auditRunState,
  askedBy: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** How many there are to prove; while it runs, `findings` has those that are done. */
  sentences: z.int(),
  findings: auditFindings,
  failure: z.string().nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
});
export type AuditRunView = z.infer<typeof auditRun>;

const tag = 'Staff: books';
const door = 'staff';

export const listAuditRuns = endpoint({
  id: 'adminListAuditRuns',
  method: 'GET',
  path: '/v1/admin/audit-runs',
  door,
  tag,
  summary: 'What the audits found, the newest first.',
  list: {
    sortable: ['createdAt'],
    defaultOrder: 'desc',
    filters: { state: auditRunState, source: auditRunSource, createdAt: instant },
    searchable: false,
  },
  reply: z.array(auditRun),
});

export const getAuditRun = endpoint({
  id: 'adminGetAuditRun',
  method: 'GET',
  path: '/v1/admin/audit-runs/:id',
  door,
  tag,
  summary: 'One audit, with its progress while it runs.',
  params: byId('adr'),
  query: empty,
  reply: auditRun,
});

export const startAudit = endpoint({
  id: 'adminStartAudit',
  method: 'POST',
  path: '/v1/admin/audit-runs',
  door,
  tag,
  summary: 'Prove every invariant of the whole database now, as a job. Reads only.',
  body: empty,
  reply: auditRun,
  status: 201,
  refusals: ['audit_under_way'],
});
