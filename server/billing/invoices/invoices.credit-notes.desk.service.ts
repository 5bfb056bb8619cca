import { type Actor, authorize } from '../../kit/actors.js';
import type { Db, Reader, Tx } from '../../kit/db.js';
import { conflict, notFound } from '../../kit/errors.js';
import { money } from '../../kit/money.js';
import { oncePerKey } from '../../kit/once.js';
import type { Approvals } from '../approvals/approvals.service.js';
import {
  type CreditParts,
  type CreditWhat,
  creditableOf,
  creditParts,
  openSale,
} from './invoices.credit-notes.rules.js';
import type { CreditNoteCommand, SoldCreditsBack } from './invoices.credit-notes.service.js';
import { type CreditNoteRow, findNoteByRequestKey, findNotesOf } from './invoices.credit-notes.store.js';
import type { InvoiceDrafts } from './invoices.drafts.service.js';
import { findByRequestKey, findPlain, type InvoiceRow, lockInvoice } from './invoices.store.js';

/** What a credit note would say and do if it were written now. */
export interface CreditPreview extends CreditParts {
  currency: string;
  /** How much of the invoice can be credited at all yet, tax included. */
  creditable: bigint;
  appliedToDue: bigint;
  toAccount: bigint;
  /** Credits that would leave the wallet, and those that were spent and would be owed. */
  creditsTaken: bigint;
  creditsOwed: bigint;
  needsSecondPerson: boolean;
}

/** What staff credit by hand. Above the limit a second person must agree. */
export interface CreditNoteDesk {
  /** What `create` would come to now; changes and files nothing. Refuses as `create` does, but for approvals. */
  previewNote(query: { actor: Actor; invoiceId: string; what: CreditWhat }): Promise<CreditPreview>;
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
  credits: Pick<SoldCreditsBack, 'previewTakeBack'>;
}

export function createCreditNoteDesk({
  db,
  approvals,
  issue,
  copyToDraft,
  credits,
}: CreditNoteDeskDeps): CreditNoteDesk {
  /** The parts of a note as it would be now; refused here already where it cannot be written. */
  async function split(reader: Reader, invoiceId: string, what: CreditWhat) {
    const invoice = await findPlain(reader, invoiceId);
    if (!invoice) throw notFound('invoice');
    refuseUnissued(invoice);
    const sale = openSale(invoice, await findNotesOf(reader, invoiceId));
    return { invoice, sale, parts: creditParts(sale, what) };
  }

  async function quote(reader: Reader, invoiceId: string, what: CreditWhat) {
    const { invoice, parts } = await split(reader, invoiceId, what);
    return { accountId: invoice.accountId, amount: money(parts.total, invoice.currency) };
  }

  /** Credits go back only where they were granted, with the invoice paid. */
  async function creditsBack(reader: Reader, invoice: InvoiceRow, parts: CreditParts) {
    const back = { creditsTaken: 0n, creditsOwed: 0n };
    if (invoice.status !== 'paid') return back;
    for (const { invoiceLineId, credits: asked } of parts.lines) {
      if (asked === 0n) continue;
      const { taken, owed } = await credits.previewTakeBack(reader, { invoiceLineId, credits: asked });
      back.creditsTaken += taken;
      back.creditsOwed += owed;
    }
    return back;
  }

  async function lockIssued(tx: Tx, invoiceId: string): Promise<InvoiceRow> {
    await approvals.sign(tx);
    const invoice = await lockInvoice(tx, invoiceId);
    if (!invoice) throw notFound('invoice');
    return invoice;
  }

  return {
    async previewNote({ actor, invoiceId, what }) {
      authorize(actor, 'invoices.credit');
      const { invoice, sale, parts } = await split(db.prisma, invoiceId, what);
      const { currency, amountDue } = invoice;
      const appliedToDue = parts.total < amountDue ? parts.total : amountDue;
      return {
        ...parts,
        currency,
        creditable: creditableOf(sale),
        appliedToDue,
        toAccount: parts.total - appliedToDue,
        ...(await creditsBack(db.prisma, invoice, parts)),
        needsSecondPerson: await approvals.wouldNeedSecond(actor, {
          action: 'credit_note.issue',
          amount: money(parts.total, currency),
          subjectId: invoiceId,
        }),
      };
    },

    async create({ actor, invoiceId, what, reason, requestKey = null }) {
      authorize(actor, 'invoices.credit');
      const find = (key: string) => findNoteByRequestKey(db.prisma, key);
      return oncePerKey(requestKey, find, async () => {
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
      });
    },

    async correct({ actor, invoiceId, reason, requestKey = null }) {
      authorize(actor, 'invoices.credit');
      authorize(actor, 'invoices.issue');
      const find = (key: string) => findByRequestKey(db.prisma, key);
      return oncePerKey(requestKey, find, async () => {
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
