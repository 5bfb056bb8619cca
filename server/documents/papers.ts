import { z } from 'zod';
import type {
  CreditNotePaper,
  InvoicePaper,
  PaperLine,
  PaperTax,
  Party,
  PaymentInstruction,
  SalePaper,
} from '../billing/invoices/paper.js';
import { invalid } from '../kit/errors.js';
import { isCalendarDate } from '../kit/time.js';

export type { CreditNotePaper, InvoicePaper, PaperLine, PaperTax, Party, PaymentInstruction, SalePaper };

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
/** Papers with more lines are refused: a line can't be left out of a paper. */
export const MAX_LINES = 5_000;

const date = z.string().refine(isCalendarDate, 'is not a calendar date');
const number = z.string().min(1).max(MAX_TEXT.word);
const party = {
  name: z.string(),
  lines: z.array(z.string()),
  taxId: z.string().nullable(),
  email: z.string().nullable(),
};
const bank = z.object({ name: z.string(), iban: z.string(), bic: z.string().nullable() });
const line = z.object({
  description: z.string(),
  period: z.object({ start: date, end: date }).nullable(),
  quantity: z.number(),
  unitAmount: z.bigint(),
  discount: z.bigint(),
  taxBasisPoints: z.int(),
  amount: z.bigint(),
});

const sale = {
  number,
  issueDate: date,
  currency: z.string().regex(/^[A-Z]{3}$/),
  locale: z.string().min(2).max(35),
  seller: z.object({ ...party, website: z.string().nullable(), bank: bank.nullable().default(null) }),
  buyer: z.object(party),
  lines: z.array(line).max(MAX_LINES),
  pricesIncludeTax: z.boolean(),
  subtotal: z.bigint(),
  discount: z.bigint(),
  taxes: z
    .array(z.object({ name: z.string(), basisPoints: z.int(), taxable: z.bigint(), amount: z.bigint() }))
    .max(50),
  total: z.bigint(),
  taxNote: z.string().nullable(),
};

const earlier = z.object({ number, issueDate: date });
// EPC allows 331 bytes; more than 600 letters would be too fine to be read from paper.
const qr = z.object({ scheme: z.enum(['epc', 'upi', 'pix']), payload: z.string().min(1).max(600) });

const invoicePaper: z.ZodType<InvoicePaper> = z.object({
  ...sale,
  dueDate: date,
  paymentReference: z.string().nullable(),
  corrects: earlier.nullable(),
  paymentInstructions: z.array(z.object({ title: z.string(), text: z.string(), qr: qr.nullable() })).max(20),
  notes: z.string().nullable(),
  terms: z.string(),
});

const creditNotePaper: z.ZodType<CreditNotePaper> = z.object({
  ...sale,
  invoice: earlier,
  reason: z.string(),
  outcome: z.object({
    setAgainstDue: z.bigint(),
    refunded: z.object({
      amount: z.bigint(),
      method: z.enum(['stripe', 'paypal', 'bank_transfer', 'local_wallet']).nullable(),
    }),
    chargedBack: z.bigint(),
    onAccount: z.bigint(),
  }),
  credits: z.object({ count: z.bigint(), wereGranted: z.boolean() }).nullable(),
});

/** The paper itself when it can be drawn; refuses (`invalid`) one that is malformed or has more than 5,000 lines. */
export const checkInvoice = (paper: InvoicePaper): InvoicePaper => checked(invoicePaper, paper);

/** As `checkInvoice`. */
export const checkCreditNote = (paper: CreditNotePaper): CreditNotePaper => checked(creditNotePaper, paper);

function checked<Paper>(schema: z.ZodType<Paper>, paper: Paper): Paper {
  const read = schema.safeParse(paper);
  if (!read.success) throw invalid('paper_not_drawable', z.prettifyError(read.error));
  return read.data;
}
