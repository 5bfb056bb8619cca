import type { setTaxExemption } from '../../server/accounts/account/account.contract.js';
import type { AuditRunView } from '../../server/audit/audit.contract.js';
import type {
  adminCreateCreditNote,
  adminPreviewCreditNote,
  CreditNotePreviewView,
} from '../../server/billing/invoices/invoices.credit-notes.contract.js';
import type {
  adminChangeDraft,
  adminCreateDraft,
} from '../../server/billing/invoices/invoices.drafts.contract.js';
import type { NumberSeriesView } from '../../server/billing/invoices/invoices.numbers.contract.js';
import type { ChartAccountView, TrialBalanceView } from '../../server/billing/journal/journal.contract.js';
import type { adminCreateTaxRate, adminUpdateTaxRate } from '../../server/billing/tax/tax.contract.js';
import type { StaffActor } from '../../server/kit/actors.js';
import type { BodyOf } from '../../server/kit/endpoint.contract.js';

interface By {
  readonly actor: StaffActor;
}
interface OfInvoice extends By {
  readonly invoiceId: string;
}
interface Keyed {
  /** The same for every sending of one form: the deed is done once. */
  readonly requestKey: string;
}
interface BulkResult {
  readonly invoiceId: string;
  readonly code: string | null;
  readonly detail: string | null;
}

/** What finance staff do with drafts, credit notes, many invoices, books, taxes, numbers and the audit: in the words of REST. */
export interface DeskOfTheBooks {
  readonly drafts: {
    create(command: By & Keyed & BodyOf<typeof adminCreateDraft>): Promise<{ id: string }>;
    change(command: OfInvoice & { change: BodyOf<typeof adminChangeDraft> }): Promise<void>;
    remove(command: OfInvoice): Promise<void>;
    issue(command: OfInvoice & { send: boolean }): Promise<void>;
  };
  readonly creditNotes: {
    preview(
      query: OfInvoice & { what: BodyOf<typeof adminPreviewCreditNote> },
    ): Promise<CreditNotePreviewView>;
    create(
      command: OfInvoice & Keyed & { what: BodyOf<typeof adminCreateCreditNote> },
    ): Promise<{ id: string }>;
    /** Answers the draft that replaces it. */
    correct(command: OfInvoice & Keyed & { reason: string }): Promise<{ id: string }>;
  };
  readonly manyInvoices: {
    send(command: By & { invoiceIds: readonly string[] }): Promise<readonly BulkResult[]>;
    voidAll(command: By & { invoiceIds: readonly string[]; reason: string }): Promise<readonly BulkResult[]>;
  };
  readonly books: {
    chart(actor: StaffActor, on: string | null): Promise<readonly ChartAccountView[]>;
    /** The trial balance per currency; days are UTC and both belong to the period. */
    trialBalance(
      actor: StaffActor,
      period: { from: string | null; to: string | null },
      currency: string | null,
    ): Promise<TrialBalanceView>;
  };
  readonly numbers: {
    report(actor: StaffActor): Promise<readonly NumberSeriesView[]>;
  };
  readonly taxRates: {
    create(command: By & { rate: BodyOf<typeof adminCreateTaxRate> }): Promise<{ id: string }>;
    update(command: By & { rateId: string; change: BodyOf<typeof adminUpdateTaxRate> }): Promise<unknown>;
  };
  readonly taxExemption: {
    set(command: By & { accountId: string } & BodyOf<typeof setTaxExemption>): Promise<unknown>;
  };
  readonly audit: {
    start(actor: StaffActor): Promise<AuditRunView>;
    /** The newest runs, the newest first. */
    newest(actor: StaffActor): Promise<readonly AuditRunView[]>;
    get(actor: StaffActor, runId: string): Promise<AuditRunView>;
  };
}
