import type { Tx } from '../kit/db.js';

/** What happened, in the past tense. server/reactions.ts says what follows from it. */
export type BillingEvent =
  | { type: 'invoice.issued'; invoiceId: string; accountId: string; send: boolean }
  | { type: 'invoice.paid'; invoiceId: string; accountId: string; paymentId: string | null }
  /** It was paid, and is due again: the payer's bank took the money back. */
  | { type: 'invoice.reopened'; invoiceId: string; accountId: string }
  | { type: 'credit_note.issued'; creditNoteId: string; invoiceId: string; accountId: string }
  /** Fewer credits than the threshold are left; `day` (UTC) since it is told once a day at most. */
  | { type: 'credits.low'; accountId: string; left: string; threshold: string; day: string }
  | { type: 'recharge.paused'; accountId: string; reason: string; pausedAt: string }
  | { type: 'payment.awaiting_transfer'; paymentId: string; accountId: string; invoiceId: string | null }
  | { type: 'payment.succeeded'; paymentId: string; accountId: string; invoiceId: string | null }
  /** The PayPal account that paid was kept for later, as its payer has agreed. */
  | { type: 'payment.account_kept'; paymentId: string; accountId: string; vaultId: string }
  | { type: 'payment.failed'; paymentId: string; accountId: string; invoiceId: string | null }
  | { type: 'payment.approved'; paymentId: string; accountId: string; invoiceId: string | null }
  | { type: 'refund.booked'; refundId: string; paymentId: string; accountId: string }
  | {
      type: 'payment.bounced';
      paymentId: string;
      accountId: string;
      invoiceId: string | null;
      reason: string;
    }
  | {
      type: 'payment.rejected';
      paymentId: string;
      accountId: string;
      invoiceId: string | null;
      reason: string;
    };

/** Tells the house. Money effects follow inside `tx`; the rest is enqueued and happens after the commit. */
export type Announce = (tx: Tx, event: BillingEvent) => Promise<void>;
