// What the details of accounts, invoices and payments get beside their own row (backoffice/reads).
import type { RecordJson } from '../kit/admin';
import type { LogEntry } from '../kit/ui';
import type { JournalRow } from './JournalTable';
import type { WaitingRequest } from './Waiting';

export interface InvoiceRow {
  readonly id: string;
  readonly number: string | null;
  readonly status: string;
  readonly currency: string;
  readonly total: string;
  readonly amountDue: string;
  readonly createdAt: string;
}

export interface PaymentRow {
  readonly id: string;
  readonly method: string;
  readonly status: string;
  readonly currency: string;
  readonly amount: string;
  readonly reference: string | null;
  readonly createdAt: string;
}

export interface AccountRelated {
  readonly owner: { readonly id: string; readonly name: string; readonly email: string };
  readonly wallet: {
    readonly balance: string;
    readonly reserved: string;
    readonly frozen: string;
    readonly debt: string;
  } | null;
  readonly balances: readonly { readonly currency: string; readonly balance: string }[];
  readonly waiting: readonly WaitingRequest[];
  readonly holds: readonly {
    readonly id: string;
    readonly operation: string;
    readonly quantity: string;
    readonly credits: string;
    readonly expiresAt: string;
    readonly createdAt: string;
  }[];
  readonly entries: readonly {
    readonly id: string;
    readonly kind: string;
    readonly credits: string;
    readonly balanceAfter: string;
    readonly debt: string;
    readonly reason: string | null;
    readonly createdAt: string;
    readonly usageEvent: { readonly operation: string } | null;
  }[];
  readonly subscriptions: readonly {
    readonly status: string;
    readonly currentPeriodEnd: string;
    readonly cancelAtPeriodEnd: boolean;
    readonly plan: { readonly name: string };
  }[];
  readonly _count: { readonly memberships: number; readonly sites: number };
  readonly lots: readonly {
    readonly id: string;
    readonly source: string;
    readonly granted: string;
    readonly remaining: string;
    readonly reserved: string;
    readonly owed: string;
    readonly frozenAt: string | null;
    readonly expiresAt: string | null;
    readonly createdAt: string;
    readonly payment: { readonly id: string } | null;
    readonly invoiceLine: {
      readonly invoice: { readonly id: string; readonly number: string | null };
    } | null;
  }[];
  readonly invoices: readonly InvoiceRow[];
  readonly payments: readonly PaymentRow[];
  readonly log: readonly LogEntry[];
}

interface OtherInvoice {
  readonly id: string;
  readonly number: string | null;
  readonly status: string;
}

export interface InvoiceRelated {
  readonly buyer: {
    readonly name: string;
    readonly lines: readonly string[];
    readonly country: string;
    readonly taxId: string | null;
    readonly email: string | null;
  } | null;
  readonly account: {
    readonly id: string;
    readonly name: string;
    readonly billingEmail: string;
    readonly status: string;
  };
  readonly lines: readonly {
    readonly id: string;
    readonly description: string;
    readonly quantity: number;
    readonly unitAmount: string;
    readonly discount: string;
    readonly amount: string;
    readonly taxBasisPoints: number;
    readonly credits: string | null;
  }[];
  readonly taxes: readonly {
    readonly id: string;
    readonly name: string;
    readonly basisPoints: number;
    readonly taxable: string;
    readonly amount: string;
  }[];
  readonly payments: readonly PaymentRow[];
  readonly allocations: readonly {
    readonly id: string;
    readonly kind: string;
    readonly amount: string;
    readonly reversesId: string | null;
    readonly createdAt: string;
    readonly payment: {
      readonly id: string;
      readonly method: string;
      readonly reference: string | null;
    } | null;
  }[];
  readonly creditNotes: readonly {
    readonly id: string;
    readonly number: string;
    readonly currency: string;
    readonly total: string;
    readonly reason: string;
    readonly issueDate: string;
  }[];
  readonly corrects: OtherInvoice | null;
  readonly correctedBy: readonly OtherInvoice[];
  readonly daysOverdue: number | null;
  readonly mails: readonly {
    readonly id: string;
    readonly subject: string;
    readonly toAddress: string;
    readonly status: string;
    readonly createdAt: string;
  }[];
  readonly log: readonly LogEntry[];
}

interface Move {
  readonly id: string;
  readonly currency: string;
  readonly amount: string;
  readonly status: string;
  readonly reason: string;
  readonly createdAt: string;
}

export interface PaymentRelated {
  readonly account: {
    readonly id: string;
    readonly name: string;
    readonly status: string;
    readonly country: string;
  };
  readonly invoice: {
    readonly id: string;
    readonly number: string | null;
    readonly status: string;
    readonly currency: string;
    readonly total: string;
    readonly amountPaid: string;
    readonly amountDue: string;
    readonly issueDate: string | null;
    readonly dueDate: string | null;
    readonly paymentReference: string | null;
  } | null;
  readonly savedPaymentMethod: {
    readonly brand: string | null;
    readonly last4: string | null;
    readonly expMonth: number | null;
    readonly expYear: number | null;
    readonly email: string | null;
  } | null;
  readonly decidedBy: { readonly name: string; readonly email: string } | null;
  readonly proofs: readonly {
    readonly id: string;
    readonly fileName: string;
    readonly mediaType: string;
    readonly sizeBytes: number;
    readonly scan: string;
    readonly createdAt: string;
    readonly uploadedBy: { readonly name: string };
  }[];
  readonly allocations: readonly {
    readonly id: string;
    readonly kind: string;
    readonly amount: string;
    readonly reversesId: string | null;
    readonly createdAt: string;
    readonly invoice: { readonly id: string; readonly number: string | null };
  }[];
  readonly refunds: readonly (Move & {
    readonly source: string;
    readonly bookedAt: string | null;
    readonly failureCode: string | null;
    readonly bankReference: string | null;
  })[];
  readonly disputes: readonly (Move & {
    readonly evidenceDueBy: string | null;
    readonly withdrawnAt: string | null;
    readonly reinstatedAt: string | null;
    readonly gatewayFee: string;
  })[];
  readonly moneyEntries: readonly {
    readonly id: string;
    readonly kind: string;
    readonly amount: string;
    readonly currency: string;
  }[];
  /** What can be sent back yet, in minor units. */
  readonly refundable: string;
  readonly waiting: readonly WaitingRequest[];
  readonly exceptions: readonly { readonly id: string; readonly kind: string; readonly detail: string }[];
  readonly journal: readonly JournalRow[];
  readonly creditLots: readonly {
    readonly id: string;
    readonly granted: string;
    readonly remaining: string;
  }[];
  readonly ageHours: number;
  readonly log: readonly LogEntry[];
}

export type PaymentRecord = RecordJson<PaymentRelated>;
