import { add, type Money, multiply, subtract, sum, zero } from '../../kit/money.js';
import { type TaxTotal, taxTotals, totalTax } from '../tax/tax.rules.js';

export type InvoiceStatus = 'draft' | 'pending' | 'paid' | 'void' | 'uncollectible';

/** Which state may follow which. */
export const TRANSITIONS = {
  draft: ['pending', 'paid'],
  pending: ['paid', 'void', 'uncollectible'],
  paid: [],
  void: [],
  uncollectible: ['paid'],
} as const satisfies Record<InvoiceStatus, readonly InvoiceStatus[]>;

export const mayBecome = (from: InvoiceStatus, to: InvoiceStatus): boolean =>
  (TRANSITIONS[from] as readonly InvoiceStatus[]).includes(to);

/** Money can still be taken for it. */
export const isPayable = (status: InvoiceStatus): boolean =>
  status === 'pending' || status === 'uncollectible';

export const PAYMENT_TERM_DAYS = 7;

/** No document of ours is larger: the amount must fit the wire as a safe integer. */
export const LARGEST_TOTAL = 9_000_000_000_000_000n;

/** What a caller says of a line; the tax is decided here. */
export interface SaleLine {
  description: string;
  quantity: number;
  unitAmount: Money;
  discount?: Money;
  /** Overrides the account's rate (staff only). */
  taxBasisPoints?: number | null;
  creditPackageId?: string;
  credits?: bigint;
}

/** A line with its tax decided. */
export interface LineInput {
  description: string;
  quantity: number;
  unitAmount: Money;
  /** Off the whole line. */
  discount: Money;
  taxName: string;
  taxBasisPoints: number;
  creditPackageId: string | null;
  credits: bigint | null;
}

export interface InvoiceTotals {
  lines: (LineInput & { amount: Money })[];
  subtotal: Money;
  discount: Money;
  taxes: TaxTotal[];
  tax: Money;
  total: Money;
}

/** Line amounts are net of discount; the subtotal is before it; total = subtotal − discount + tax. */
export function totals(lines: readonly LineInput[], currency: string): InvoiceTotals {
  const priced = lines.map((line) => ({
    ...line,
    amount: subtract(multiply(line.unitAmount, line.quantity), line.discount),
  }));
  const subtotal = priced.reduce(
    (t, line) => add(t, multiply(line.unitAmount, line.quantity)),
    zero(currency),
  );
  const discount = sum(
    priced.map((line) => line.discount),
    currency,
  );
  const taxes = taxTotals(priced, currency);
  const tax = totalTax(taxes, currency);
  return { lines: priced, subtotal, discount, taxes, tax, total: add(subtract(subtotal, discount), tax) };
}

/** `INV-2026-11` (credit notes: `CRN-2026-11`) and the number within it: `INV-2026-11-00042`. */
export const seriesOf = (issueDate: string, document: 'INV' | 'CRN' = 'INV'): string =>
  `${document}-${issueDate.slice(0, 7)}`;
export const invoiceNumber = (series: string, n: number): string => `${series}-${String(n).padStart(5, '0')}`;

/**
 * The structured creditor reference of a number (ISO 11649): `RF`, two check digits (ISO 7064, mod 97-10), then the
 * number's letters and digits. A payer's typing error is caught before the money goes astray.
 */
export function creditorReference(number: string): string {
  const body = number.replace(/[^0-9A-Z]/g, '').slice(0, 21);
  const digits = [...`${body}RF00`].map((c) => (c >= 'A' ? String(c.charCodeAt(0) - 55) : c)).join('');
  const check = 98n - (BigInt(digits) % 97n);
  return `RF${check.toString().padStart(2, '0')}${body}`;
}

/** What an arriving amount does to an invoice: how much of it is used, and what is due after that. */
export function receive(due: bigint, arrived: bigint): { used: bigint; due: bigint } {
  const used = arrived < due ? arrived : due;
  return { used, due: due - used };
}
