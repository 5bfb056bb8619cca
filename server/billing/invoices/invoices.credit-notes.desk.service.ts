import { type Actor, authorize } from '../../kit/actors.js';
import type { Db, Reader, Tx } from '../../kit/db.js';
import { conflict, notFound } from '../../kit/errors.js';
import { money } from '../../kit/money.js';
import type { Approvals } from '../approvals/approvals.service.js';
import { type CreditWhat, creditParts, openSale } from './invoices.credit-notes.rules.js';
import type { CreditNoteCommand } from './invoices.credit-notes.service.js';
import { type CreditNoteRow, findNoteByRequestKey, findNotesOf } from './invoices.credit-notes.store.js';
import type { InvoiceDrafts } from './invoices.drafts.service.js';
import { findByRequestKey, findPlain, type InvoiceRow, lockInvoice } from './invoices.store.js';

/** What staff credit by hand. Above the limit a second person must agree. */
export interface CreditNoteDesk {
  /**
   * A credit note. Refuses as `issue` does, and with `invoice_not_found`, `second_approval_needed`, `approval_pending`.
   */
  create(command: {
    actor: Actor;
    invoiceId: string;
    what: CreditWhat;
    reason: string;
    /** The same key finds the same note. */
    requestKey?: string | null;
  }): Promise<{ id: string }>;
  /**
   * Replaces an invoice: credits all that is left of it and opens a draft like it, to be changed and issued; answers the
   * draft. Refuses with `invoice_not_found`, `invoice_not_issued`, `nothing_to_credit`, `account_closed`,
   * `second_approval_needed`, `approval_pending`.
   */
  correct(command: {
    actor: Actor;
    invoiceId: string;
    reason: string;
    requestKey?: string | null;
  }): Promise<{ id: string }>;
}

export interface CreditNoteDeskDeps {
  db: Db;
  approvals: Approvals;
  issue: (tx: Tx, command: CreditNoteCommand) => Promise<CreditNoteRow>;
  copyToDraft: InvoiceDrafts['copyToDraft'];
}

export function createCreditNoteDesk({
  db,
  approvals,
  issue,
  copyToDraft,
}: CreditNoteDeskDeps): CreditNoteDesk {
  /** What a note would come to now; refused here already where it cannot be written. */
  async function quote(reader: Reader, invoiceId: string, what: CreditWhat) {
    const invoice = await findPlain(reader, invoiceId);
    if (!invoice) throw notFound('invoice');
    refuseUnissued(invoice);
    const { total } = creditParts(openSale(invoice, await findNotesOf(reader, invoiceId)), what);
    return { accountId: invoice.accountId, amount: money(total, invoice.currency) };
  }

  async function lockIssued(tx: Tx, invoiceId: string): Promise<InvoiceRow> {
    await approvals.sign(tx);
    const invoice = await lockInvoice(tx, invoiceId);
    if (!invoice) throw notFound('invoice');
    return invoice;
  }

  return {
    async create({ actor, invoiceId, what, reason, requestKey = null }) {
      authorize(actor, 'invoices.credit');
      const repeated = requestKey ? await findNoteByRequestKey(db.prisma, requestKey) : null;
      if (repeated) return repeated;
      await approvals.require(actor, {
        action: 'credit_note.issue',
        subject: { type: 'invoice', id: invoiceId },
        payload: { do: 'credit', invoiceId, what: asJson(what), reason, requestKey },
        reason,
        ...(await quote(db.prisma, invoiceId, what)),
      });
      return db.transaction(async (tx) => {
        const invoice = await lockIssued(tx, invoiceId);
        const { id } = await issue(tx, { invoice, what, cause: 'correction', reason, actor, requestKey });
        return { id };
      });
    },

    async correct({ actor, invoiceId, reason, requestKey = null }) {
      authorize(actor, 'invoices.credit');
      authorize(actor, 'invoices.issue');
      const repeated = requestKey ? await findByRequestKey(db.prisma, requestKey) : null;
      if (repeated) return repeated;
      await approvals.require(actor, {
        action: 'credit_note.issue',
        subject: { type: 'invoice', id: invoiceId },
        payload: { do: 'correct', invoiceId, reason, requestKey },
        reason,
        ...(await quote(db.prisma, invoiceId, 'all')),
      });
      return db.transaction(async (tx) => {
        const invoice = await lockIssued(tx, invoiceId);
        await issue(tx, { invoice, what: 'all', cause: 'correction', reason, actor });
        return copyToDraft(tx, { actor, invoice, requestKey });
      });
    },
  };
}

/** Refuses with `invoice_not_issued`. */
export function refuseUnissued({ status }: Pick<InvoiceRow, 'status'>): void {
  if (status !== 'draft' && status !== 'void') return;
  throw conflict('invoice_not_issued', `The invoice is ${status}; there is nothing to credit.`);
}

function asJson(what: CreditWhat) {
  if (what === 'all') return what;
  if ('amount' in what) return { amount: String(what.amount) };
  return {
    lines: what.lines.map(({ invoiceLineId, amount }) => ({ invoiceLineId, amount: String(amount) })),
  };
}
