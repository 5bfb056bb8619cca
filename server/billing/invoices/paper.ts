/**
 * What stands on the papers. They name no payment state, since an issued paper never changes: whether it was paid is told
 * elsewhere. Amounts are minor units of `currency`; dates are calendar dates. Sums are printed as given, never computed.
 */
export interface SalePaper {
  readonly number: string;
  readonly issueDate: string;
  readonly currency: string;
  /** BCP 47: labels in English or German, numbers and dates by the locale's own rules. */
  readonly locale: string;
  readonly seller: Party & {
    readonly website: string | null;
    readonly bank?: { readonly name: string; readonly iban: string; readonly bic: string | null } | null;
  };
  readonly buyer: Party;
  readonly lines: readonly PaperLine[];
  /** Prices, line amounts, discount and subtotal hold the tax; the paper says so and names it below the total. */
  readonly pricesIncludeTax: boolean;
  readonly subtotal: bigint;
  /** Taken off the subtotal, as a positive amount. */
  readonly discount: bigint;
  readonly taxes: readonly PaperTax[];
  readonly total: bigint;
  /** What the law wants said about the tax, such as the reverse charge. */
  readonly taxNote: string | null;
}

export interface InvoicePaper extends SalePaper {
  /** The invoice that this one replaces. */
  readonly corrects: EarlierPaper | null;
  readonly dueDate: string;
  readonly paymentReference: string | null;
  readonly paymentInstructions: readonly PaymentInstruction[];
  readonly notes: string | null;
  /** Terms of payment, in the footer of every page. */
  readonly terms: string;
}

/** One way to pay. */
export interface PaymentInstruction {
  readonly title: string;
  readonly text: string;
  /** For the payer's app, drawn beside the text; null where there is none. */
  readonly qr: { readonly scheme: 'epc' | 'upi' | 'pix'; readonly payload: string } | null;
}

/** An earlier paper that this one speaks of. */
export interface EarlierPaper {
  readonly number: string;
  readonly issueDate: string;
}

/** Takes an invoice back in whole or in part; its amounts are what is credited, above zero. */
export interface CreditNotePaper extends SalePaper {
  readonly invoice: EarlierPaper;
  readonly reason: string;
  /** Where the total went: the parts of it. */
  readonly outcome: {
    /** Lowered what was due on the invoice. */
    readonly setAgainstDue: bigint;
    readonly refunded: { readonly amount: bigint; readonly method: PaperMethod | null };
    /** Went back to the payer through the bank, which had reversed the payment. */
    readonly chargedBack: bigint;
    readonly onAccount: bigint;
  };
  /** `wereGranted`: taken out of the customer's credits. Else they had not been granted yet, and will not be. */
  readonly credits: { readonly count: bigint; readonly wereGranted: boolean } | null;
}

export type PaperMethod = 'stripe' | 'paypal' | 'bank_transfer' | 'local_wallet';

export interface Party {
  readonly name: string;
  /** The address, line by line. */
  readonly lines: readonly string[];
  readonly taxId: string | null;
  readonly email: string | null;
}

export interface PaperLine {
  readonly description: string;
  /** Half-open, `[start, end)`: the paper shows the last day before `end`. */
  readonly period: { readonly start: string; readonly end: string } | null;
  readonly quantity: number;
  readonly unitAmount: bigint;
  /** Taken off this line, as a positive amount. */
  readonly discount: bigint;
  readonly taxBasisPoints: number;
  /** After the discount; before tax, or with it where prices include it. */
  readonly amount: bigint;
}

export interface PaperTax {
  readonly name: string;
  readonly basisPoints: number;
  readonly taxable: bigint;
  readonly amount: bigint;
}

/** The port to the print shop: draws a paper, the same bytes for the same paper. */
export type RenderInvoice = (paper: InvoicePaper) => Promise<Buffer>;
export type RenderCreditNote = (paper: CreditNotePaper) => Promise<Buffer>;
