import type { setTaxExemption } from './accounts/account/account.contract.js';
import { auditRunView } from './audit/audit.views.js';
import type {
  adminCreateCreditNote,
  adminPreviewCreditNote,
} from './billing/invoices/invoices.credit-notes.contract.js';
import { creditPreviewView, creditWhat } from './billing/invoices/invoices.credit-notes.views.js';
import type { adminChangeDraft, adminCreateDraft } from './billing/invoices/invoices.drafts.contract.js';
import { draftChange, newDraft } from './billing/invoices/invoices.drafts.views.js';
import { numberSeriesView } from './billing/invoices/invoices.numbers.views.js';
import type { Period } from './billing/journal/journal.books.service.js';
import { chartAccountView, trialBalanceView } from './billing/journal/journal.views.js';
import type { adminCreateTaxRate, adminUpdateTaxRate } from './billing/tax/tax.contract.js';
import { newRateColumns, rateChange } from './billing/tax/tax.views.js';
import type { Actor } from './kit/actors.js';
import type { BodyOf } from './kit/endpoint.contract.js';
import type { ListQuery } from './kit/list.js';
import type { Services } from './services.js';

interface OfInvoice {
  actor: Actor;
  invoiceId: string;
}

interface Keyed {
  requestKey: string;
}

const NEWEST: ListQuery = {
  skip: 0,
  take: 10,
  sort: [{ field: 'createdAt', order: 'desc' }],
  filters: [],
  q: null,
};

/** Drafts, credit notes, books, taxes, numbers and the audit for the back office, in the shapes of their contracts. */
export function ofTheBooks({
  accounts,
  audit,
  books,
  creditNotes,
  invoiceBulk,
  invoices,
  numbers,
  taxRates,
}: Pick<
  Services,
  'accounts' | 'audit' | 'books' | 'creditNotes' | 'invoiceBulk' | 'invoices' | 'numbers' | 'taxRates'
>) {
  return {
    drafts: {
      create: ({
        actor,
        requestKey,
        ...body
      }: { actor: Actor; requestKey: string } & BodyOf<typeof adminCreateDraft>) =>
        invoices.createDraft({ actor, requestKey, ...newDraft(body) }),
      change: ({ change, ...of }: OfInvoice & { change: BodyOf<typeof adminChangeDraft> }) =>
        invoices.changeDraft({ ...of, change: draftChange(change) }),
      remove: invoices.deleteDraft,
      issue: invoices.issueDraft,
    },
    creditNotes: {
      preview: async ({ what, ...of }: OfInvoice & { what: BodyOf<typeof adminPreviewCreditNote> }) =>
        creditPreviewView(await creditNotes.previewNote({ ...of, what: creditWhat(what) })),
      create: ({ what, ...of }: OfInvoice & Keyed & { what: BodyOf<typeof adminCreateCreditNote> }) =>
        creditNotes.create({ ...of, what: creditWhat(what), reason: what.reason }),
      correct: (command: OfInvoice & Keyed & { reason: string }) => creditNotes.correct(command),
    },
    manyInvoices: invoiceBulk,
    books: {
      chart: async (actor: Actor, on: string | null) => (await books.chart(actor, on)).map(chartAccountView),
      trialBalance: async (actor: Actor, period: Period, currency: string | null) =>
        trialBalanceView(period, await books.trialBalance(actor, period, currency)),
    },
    numbers: {
      report: async (actor: Actor) => (await numbers.report(actor)).map(numberSeriesView),
    },
    taxRates: {
      create: ({ actor, rate }: { actor: Actor; rate: BodyOf<typeof adminCreateTaxRate> }) =>
        taxRates.create({ actor, rate: newRateColumns(rate) }),
      update: ({
        change,
        ...of
      }: {
        actor: Actor;
        rateId: string;
        change: BodyOf<typeof adminUpdateTaxRate>;
      }) => taxRates.update({ ...of, change: rateChange(change) }),
    },
    taxExemption: {
      set: ({ exempt, ...of }: { actor: Actor; accountId: string } & BodyOf<typeof setTaxExemption>) =>
        accounts.exempt({ ...of, isExempt: exempt }),
    },
    audit: {
      start: async (actor: Actor) => auditRunView(await audit.start(actor)),
      newest: async (actor: Actor) => (await audit.list(actor, NEWEST)).rows.map(auditRunView),
      get: async (actor: Actor, runId: string) => auditRunView(await audit.get(actor, runId)),
    },
  };
}
