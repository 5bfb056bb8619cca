import { BOOKS } from './audit.books.checks.js';
import { CREDITS } from './audit.credits.checks.js';
import { GUARDS } from './audit.guards.checks.js';
import { INVOICES } from './audit.invoices.checks.js';
import { MONEY } from './audit.money.checks.js';
import { PAYMENTS } from './audit.payments.checks.js';
import { SUBSCRIPTIONS } from './audit.subscriptions.checks.js';
import { TRAIL } from './audit.trail.checks.js';

/** The invariants of the product's law, by their number; what each check proves a part of. */
export const INVARIANTS = {
  1: 'Entries and the trial balance sum to zero',
  2: 'Every cached balance is what its ledger says',
  3: 'Payments, refunds, credit notes and allocations explain each other',
  4: 'One effect per event',
  5: 'Numbers have no gap and no twin',
  6: 'An issued paper never changes',
  7: 'Every capture has one payment, or is an exception',
  8: 'Staff leave a trail, and nobody has touched it',
} as const;

/** One sentence that must hold on the whole database, and the statement that finds what breaks it. */
export interface SqlCheck {
  readonly invariant: keyof typeof INVARIANTS;
  /** Stays the same over the years: exceptions are filed under it. */
  readonly key: string;
  readonly sentence: string;
  /**
   * Rows that break it: `name` (the id or number that a person would look for) and `found` (what is wrong, in figures).
   * Read-only, and one pass over each table that it reads: the ledger may be long.
   */
  readonly sql: string;
}

/** Everything that one statement can prove. What needs our own functions is in `audit.papers.service.ts`. */
export const SQL_CHECKS: readonly SqlCheck[] = [
  ...BOOKS,
  ...MONEY,
  ...CREDITS,
  ...PAYMENTS,
  ...INVOICES,
  ...SUBSCRIPTIONS,
  ...TRAIL,
  ...GUARDS,
];
