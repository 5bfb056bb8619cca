/**
 * What stands on an issued invoice. It names no payment state, since the issued paper never changes: whether it was
 * paid is told elsewhere. Amounts are minor units of `currency`; dates are calendar dates. Sums are printed as given,
 * never computed here.
 */
export interface InvoicePaper {
  readonly number: string;
  readonly issueDate: string;
  readonly dueDate: string;
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
  readonly paymentReference: string | null;
  readonly paymentInstructions: readonly { readonly title: string; readonly text: string }[];
  readonly notes: string | null;
  /** Terms of payment, in the footer of every page. */
  readonly terms: string;
  /** What the law wants said about the tax, such as the reverse charge. */
  readonly taxNote: string | null;
}

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

/** The port to the print shop: draws the paper, the same bytes for the same paper. */
export type RenderInvoice = (paper: InvoicePaper) => Promise<Buffer>;
