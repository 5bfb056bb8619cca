import { z } from 'zod';
import type { InvoicePaper, PaperLine, PaperTax, Party } from '../billing/invoices/paper.js';
import { invalid } from '../kit/errors.js';
import { isCalendarDate } from '../kit/time.js';

export type { InvoicePaper, PaperLine, PaperTax, Party };

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
  pricesIncludeTax: z.boolean(),
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
  taxNote: z.string().nullable(),
});

/** The paper itself when it can be drawn; refuses (`invalid`) one that is malformed or has more than 5,000 lines. */
export function checkPaper(paper: InvoicePaper): InvoicePaper {
  const checked = invoicePaper.safeParse(paper);
  if (!checked.success) throw invalid('paper_not_drawable', z.prettifyError(checked.error));
  return checked.data;
}
