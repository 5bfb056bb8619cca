import { z } from 'zod';
import { invalid } from '../kit/errors.js';
import { isCalendarDate } from '../kit/time.js';

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
  readonly reverseChargeNote: string | null;
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
  /** After the discount, before tax. */
  readonly amount: bigint;
}

export interface PaperTax {
  readonly name: string;
  readonly basisPoints: number;
  readonly taxable: bigint;
  readonly amount: bigint;
}

/** How much of each text is printed, in characters; longer texts end in an ellipsis. */
export const MAX_TEXT = {
  word: 80,
  name: 160,
  line: 160,
  description: 600,
  block: 2_000,
  terms: 600,
} as const;
/** Address lines printed per party. */
export const MAX_ADDRESS_LINES = 8;
/** Invoices with more lines are refused: a line can't be left out of a paper. */
export const MAX_LINES = 5_000;

const date = z.string().refine(isCalendarDate, 'is not a calendar date');
const party = {
  name: z.string(),
  lines: z.array(z.string()),
  taxId: z.string().nullable(),
  email: z.string().nullable(),
};
const bank = z.object({ name: z.string(), iban: z.string(), bic: z.string().nullable() });

const invoicePaper: z.ZodType<InvoicePaper> = z.object({
  number: z.string().min(1).max(MAX_TEXT.word),
  issueDate: date,
  dueDate: date,
  currency: z.string().regex(/^[A-Z]{3}$/),
  locale: z.string().min(2).max(35),
  seller: z.object({ ...party, website: z.string().nullable(), bank: bank.nullable().default(null) }),
  buyer: z.object(party),
  lines: z
    .array(
      z.object({
        description: z.string(),
        period: z.object({ start: date, end: date }).nullable(),
        quantity: z.number(),
        unitAmount: z.bigint(),
        discount: z.bigint(),
        taxBasisPoints: z.int(),
        amount: z.bigint(),
      }),
    )
    .max(MAX_LINES),
  subtotal: z.bigint(),
  discount: z.bigint(),
  taxes: z
    .array(z.object({ name: z.string(), basisPoints: z.int(), taxable: z.bigint(), amount: z.bigint() }))
    .max(50),
  total: z.bigint(),
  paymentReference: z.string().nullable(),
  paymentInstructions: z.array(z.object({ title: z.string(), text: z.string() })).max(20),
  notes: z.string().nullable(),
  terms: z.string(),
  reverseChargeNote: z.string().nullable(),
});

/** The paper itself when it can be drawn; refuses (`invalid`) one that is malformed or has more than 5,000 lines. */
export function checkPaper(paper: InvoicePaper): InvoicePaper {
  const checked = invoicePaper.safeParse(paper);
  if (!checked.success) throw invalid('paper_not_drawable', z.prettifyError(checked.error));
  return checked.data;
}
