// What the details of accounts, invoices and payments get beside their own row (backoffice/reads).
import type { LogEntry } from '../kit/ui';

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
  readonly wallet: { readonly balance: string; readonly reserved: string; readonly debt: string } | null;
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
    readonly expiresAt: string | null;
    readonly createdAt: string;
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
    readonly createdAt: string;
  }[];
  readonly refunds: readonly Move[];
  readonly disputes: readonly Move[];
  readonly creditLots: readonly {
    readonly id: string;
    readonly granted: string;
    readonly remaining: string;
  }[];
  readonly ageHours: number;
  readonly log: readonly LogEntry[];
}
