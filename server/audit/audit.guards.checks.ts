import type { SqlCheck } from './audit.checks.js';

/** Triggers without which a row could be changed unseen; docs/data.md says why each is there. */
const GUARDS_THAT_STAND = [
  'invoice_frozen',
  'invoice_hash_version_frozen',
  'invoice_line_frozen',
  'invoice_tax_frozen',
  'invoice_pdf_append_only',
  'number_series_gapless',
  'payment_allocation_append_only',
  'credit_note_append_only',
  'credit_note_line_append_only',
  'credit_note_tax_append_only',
  'credit_note_pdf_append_only',
  'credit_note_within_invoice',
  'credit_entry_append_only',
  'money_entry_append_only',
  'journal_entry_append_only',
  'journal_line_append_only',
  'journal_entry_balances',
  'journal_line_balances',
  'audit_event_append_only',
  'audit_event_chain',
  'approval_request_frozen',
  'subscription_states',
  'subscription_period_follows',
  'subscription_period_kept',
  'subscription_change_decided_once',
  'audit_run_final',
];

export const GUARDS: readonly SqlCheck[] = [
  {
    invariant: 6,
    key: 'guards-stand',
    sentence: "The database's own guards are all there and on",
    sql: `
      SELECT g.name, CASE WHEN t.oid IS NULL THEN 'is missing' ELSE 'is switched off' END AS found
      FROM unnest(ARRAY[${GUARDS_THAT_STAND.map((name) => `'${name}'`).join(', ')}]) g(name)
      LEFT JOIN pg_trigger t ON t.tgname = g.name AND NOT t.tgisinternal AND t.tgrelid::regclass::text NOT LIKE '%.%'
      WHERE t.oid IS NULL OR t.tgenabled <> 'O'
      UNION ALL SELECT t.tgname, 'is switched off' FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND t.tgenabled <> 'O' AND c.relnamespace = current_schema()::regnamespace
          AND t.tgname <> ALL (ARRAY[${GUARDS_THAT_STAND.map((name) => `'${name}'`).join(', ')}])
      UNION ALL SELECT conname, 'was never checked' FROM pg_constraint WHERE NOT convalidated AND connamespace = current_schema()::regnamespace`,
  },
];
