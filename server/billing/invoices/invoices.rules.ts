import { add, type Money, money, multiply, subtract, sum } from '../../kit/money.js';
import { netOfLines, type TaxCategory, type TaxTotal, taxTotals, totalTax } from '../tax/tax.rules.js';

export type InvoiceStatus = 'draft' | 'pending' | 'paid' | 'void' | 'uncollectible';

/** Which state may follow which. */
export const TRANSITIONS = {
  draft: ['pending', 'paid'],
  pending: ['paid', 'void', 'uncollectible'],
  paid: ['pending'], // what had paid it was taken back by the payer's bank
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
  creditPackageId?: string | null;
  credits?: bigint | null;
  planId?: string | null;
  period?: Period | null;
  /** A line that is there already keeps its id. */
  id?: string;
}

/** Half-open: `[start, end)`. */
export interface Period {
  start: Date;
  end: Date;
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
  taxCategory: TaxCategory;
  creditPackageId: string | null;
  credits: bigint | null;
  planId?: string | null;
  period?: Period | null;
  /** The rate was chosen by hand: it is not decided anew when a draft is issued. */
  isTaxChosen?: boolean;
  id?: string;
}

export interface InvoiceTotals {
  /** `amount` as the invoice states it, after the discount; `net` without its tax. */
  lines: (LineInput & { amount: Money; net: Money })[];
  pricesIncludeTax: boolean;
  subtotal: Money;
  discount: Money;
  taxes: TaxTotal[];
  tax: Money;
  total: Money;
}

/**
 * Line amounts are after the discount, the subtotal before it; total = subtotal − discount + tax. Where prices include the
 * tax, lines and discount hold it, the total is their sum, and the subtotal is what is left of the prices without the tax.
 */
export function totals(
  lines: readonly LineInput[],
  currency: string,
  pricesIncludeTax = false,
): InvoiceTotals {
  const asked = lines.map((line) => ({
    ...line,
    amount: subtract(multiply(line.unitAmount, line.quantity), line.discount),
  }));
  const taxes = taxTotals(asked, currency, pricesIncludeTax);
  const net = netOfLines({
    pricesIncludeTax,
    lines: asked.map((line) => ({ ...line, amount: line.amount.minor })),
    taxes: taxes.map((tax) => ({ ...tax, taxable: tax.taxable.minor })),
  });
  const discount = sum(
    asked.map((line) => line.discount),
    currency,
  );
  const taxed = sum(
    taxes.map(({ taxable }) => taxable),
    currency,
  );
  const tax = totalTax(taxes, currency);
  return {
    lines: asked.map((line, index) => ({ ...line, net: money(net[index] ?? 0n, currency) })),
    pricesIncludeTax,
    subtotal: add(taxed, discount),
    discount,
    taxes,
    tax,
    total: add(taxed, tax),
  };
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

/** What settles a part of an invoice. */
export type SettlingKind = 'cash' | 'account' | 'bank_fee' | 'withholding';
export interface SettlingPart {
  kind: SettlingKind;
  /** Minor units, above zero. */
  amount: bigint;
}

/** What an arriving amount does to an invoice: how much of it is used, and what is due after that. */
export function receive(due: bigint, arrived: bigint): { used: bigint; due: bigint } {
  const used = arrived < due ? arrived : due;
  return { used, due: due - used };
}
