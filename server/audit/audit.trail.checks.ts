import type { SqlCheck } from './audit.checks.js';

/** A deed that a row says a member of staff did, and the audit row that must stand beside it. */
interface Deed {
  table: string;
  /** The row's id, who did it (null: staff of no name) and when, and what the audit calls it. */
  by: string;
  at: string;
  action: string;
  where: string;
}

/** Time and actor are those of the deed itself, since `tx.at` dates every row of a transaction. */
const DEEDS: readonly Deed[] = [
  {
    table: 'payment',
    by: 'decided_by_id',
    at: 'decided_at',
    action: "LIKE 'payment.%'",
    where: 'decided_by_id IS NOT NULL',
  },
  {
    table: 'refund',
    by: 'requested_by_id',
    at: 'created_at',
    action: "LIKE '%refund%'",
    where: 'requested_by_id IS NOT NULL',
  },
  {
    table: 'credit_note',
    by: 'NULL::text',
    at: 'created_at',
    action: "= 'credit_note.issue'",
    where: 'true',
  },
  {
    table: 'invoice',
    by: 'NULL::text',
    at: 'voided_at',
    action: "= 'invoice.void'",
    where: "status = 'void'",
  },
  {
    table: 'gateway_exception',
    by: 'resolved_by_id',
    at: 'resolved_at',
    action: "LIKE '%exception%'",
    where: "status = 'resolved' AND resolved_by_id IS NOT NULL",
  },
  {
    table: 'approval_request',
    by: 'requested_by_id',
    at: 'created_at',
    action: "= 'approval.request'",
    where: 'true',
  },
  {
    table: 'approval_request',
    by: 'decided_by_id',
    at: 'decided_at',
    action: "LIKE 'approval.%'",
    where: 'decided_by_id IS NOT NULL',
  },
  {
    table: 'audit_run',
    by: 'asked_by_id',
    at: 'created_at',
    action: "= 'audit.run'",
    where: 'asked_by_id IS NOT NULL',
  },
];

const trailOf = ({ table, by, at, action, where }: Deed): string => `
  SELECT d.id AS name, '${table} by ' || coalesce(${by}, 'somebody') || ' at ' || ${at} AS found FROM ${table} d
  WHERE ${where} AND NOT EXISTS (SELECT 1 FROM audit_event a WHERE a.subject_id = d.id AND a.action ${action}
    AND a.created_at = d.${at} AND (${by} IS NULL OR a.actor_id = ${by}))`;

export const TRAIL: readonly SqlCheck[] = [
  {
    invariant: 8,
    key: 'staff-audited',
    sentence: 'Every decision of staff has an audit row of the same instant and person',
    sql: DEEDS.map(trailOf).join(' UNION ALL '),
  },
  {
    invariant: 8,
    key: 'adjustments-audited',
    sentence: 'Every adjustment and transfer of credits has an audit row of the same instant',
    sql: `
      SELECT e.id AS name, e.kind || ' of ' || e.credits || ' credits' AS found FROM credit_entry e
      WHERE e.kind IN ('adjust', 'transfer') AND NOT EXISTS (SELECT 1 FROM audit_event a WHERE a.account_id = e.account_id
        AND a.created_at = e.created_at AND a.action LIKE 'credits.%')`,
  },
  {
    invariant: 8,
    key: 'two-people',
    sentence: 'Who asked for an approval has not decided about it',
    sql: `
      SELECT id AS name, status || ' by ' || decided_by_id || ' who asked for it' AS found FROM approval_request
      WHERE status NOT IN ('requested', 'withdrawn') AND decided_by_id IS NOT DISTINCT FROM requested_by_id`,
  },
  {
    invariant: 8,
    key: 'audit-rows',
    sentence: 'No audit row was changed',
    sql: `SELECT 'audit event ' || number AS name, action || ' of ' || subject_id AS found FROM audit_event e WHERE hash <> audit_event_hash(e)`,
  },
  {
    invariant: 8,
    key: 'audit-chain',
    sentence: 'The audit chain has every number from one on, each row holding the hash of the one before',
    sql: `
      SELECT 'audit event ' || number AS name, 'follows ' || before || ', and another row than it says' AS found
      FROM (SELECT number, previous_hash, lag(hash, 1, repeat('0', 64)) OVER w AS hash_before, lag(number, 1, 0::bigint) OVER w AS before
        FROM audit_event WINDOW w AS (ORDER BY number)) chained
      WHERE previous_hash <> hash_before OR number <> before + 1`,
  },
  {
    invariant: 8,
    key: 'audit-end',
    sentence: 'The end of the audit chain is its last row',
    sql: `
      SELECT 'audit event ' || c.number AS name, (SELECT count(*) FROM audit_event) || ' rows' AS found FROM audit_chain c
      WHERE c.number <> (SELECT count(*) FROM audit_event)
         OR c.hash <> coalesce((SELECT hash FROM audit_event ORDER BY number DESC LIMIT 1), repeat('0', 64))
      UNION ALL SELECT 'audit chain', 'has no end' WHERE NOT EXISTS (SELECT 1 FROM audit_chain)`,
  },
];
