import { conflict, invalid } from '../../kit/errors.js';
import { allocate, basisPointsOf, divideHalfUp, formatMoney, money } from '../../kit/money.js';
import { netOfLines } from '../tax/tax.rules.js';

/** What is to be credited: an amount with its tax, amounts of lines as the invoice states them, or the whole rest. */
export type CreditWhat =
  | { readonly amount: bigint }
  | { readonly lines: readonly { readonly invoiceLineId: string; readonly amount: bigint }[] }
  | 'all';

interface SoldLine {
  readonly id: string;
  /** As on the invoice: net, or with its tax where prices include it. */
  readonly amount: bigint;
  readonly taxName: string;
  readonly taxBasisPoints: number;
  readonly credits: bigint | null;
}

interface SoldTax {
  readonly name: string;
  readonly basisPoints: number;
  readonly taxable: bigint;
  readonly amount: bigint;
  readonly category: string;
}

interface Sold {
  readonly currency: string;
  readonly pricesIncludeTax: boolean;
  readonly lines: readonly SoldLine[];
  readonly taxes: readonly SoldTax[];
}

/** What a credit note took back. */
interface Credited {
  readonly lines: readonly {
    readonly invoiceLineId: string | null;
    readonly amount: bigint;
    readonly credits: bigint | null;
  }[];
  readonly taxes: readonly { readonly name: string; readonly basisPoints: number; readonly amount: bigint }[];
}

export interface OpenLine extends SoldLine {
  /** Net of tax, the whole line. */
  readonly net: bigint;
  readonly creditedAmount: bigint;
  readonly creditedCredits: bigint;
}

export interface OpenTax extends SoldTax {
  readonly creditedAmount: bigint;
}

/** An invoice with what earlier credit notes took back of each part. */
export interface OpenSale {
  readonly currency: string;
  readonly pricesIncludeTax: boolean;
  readonly lines: readonly OpenLine[];
  readonly taxes: readonly OpenTax[];
}

export interface CreditedLine {
  readonly invoiceLineId: string;
  /** As the invoice states its lines. */
  readonly amount: bigint;
  readonly net: bigint;
  readonly credits: bigint;
}

/** What one credit note takes back; `total` is `subtotal` (net) and `tax`. */
export interface CreditParts {
  readonly lines: readonly CreditedLine[];
  readonly taxes: readonly SoldTax[];
  readonly subtotal: bigint;
  readonly tax: bigint;
  readonly total: bigint;
}

const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);
const isOf = (tax: { name: string; basisPoints: number }, line: SoldLine): boolean =>
  tax.name === line.taxName && tax.basisPoints === line.taxBasisPoints;

/** The invoice beside its earlier credit notes. */
export function openSale(invoice: Sold, notes: readonly Credited[]): OpenSale {
  const net = netOfLines(invoice);
  const credited = notes.flatMap((note) => note.lines);
  const taxes = notes.flatMap((note) => note.taxes);
  return {
    currency: invoice.currency,
    pricesIncludeTax: invoice.pricesIncludeTax,
    lines: invoice.lines.map((line, index) => {
      const own = credited.filter(({ invoiceLineId }) => invoiceLineId === line.id);
      return {
        ...line,
        net: net[index] ?? 0n,
        creditedAmount: total(own.map(({ amount }) => amount)),
        creditedCredits: total(own.map(({ credits }) => credits ?? 0n)),
      };
    }),
    taxes: invoice.taxes.map((tax) => {
      const own = taxes.filter(
        ({ name, basisPoints }) => name === tax.name && basisPoints === tax.basisPoints,
      );
      return { ...tax, creditedAmount: total(own.map(({ amount }) => amount)) };
    }),
  };
}

/** Tax that stands beside the lines and is credited as a part of its own; none where the lines hold it. */
const taxesBeside = (sale: OpenSale): readonly OpenTax[] => (sale.pricesIncludeTax ? [] : sale.taxes);
const lineLeft = (line: OpenLine): bigint => line.amount - line.creditedAmount;
const taxLeft = (tax: OpenTax): bigint => tax.amount - tax.creditedAmount;

/** How much can be credited yet, tax included. */
export const creditableOf = (sale: OpenSale): bigint =>
  total([...sale.lines.map(lineLeft), ...taxesBeside(sale).map(taxLeft)]);

/**
 * The net of a line at a credited amount: nothing at zero, all of it at the whole, and never falling between. A
 * function of the sum credited so far, so that any sequence of notes ends exactly.
 */
const netAt = (line: OpenLine, amount: bigint): bigint =>
  line.amount === 0n ? 0n : divideHalfUp(line.net * amount, line.amount);

/**
 * The credits of a line that go back with a credited amount, in proportion and rounded half up, all of them with the
 * whole line; while a part of the price stays sold, one credit stays with it, so that nobody pays for none.
 */
export function creditsAt(line: OpenLine, amount: bigint): bigint {
  const credits = line.credits ?? 0n;
  if (credits === 0n || amount === 0n) return 0n;
  if (amount === line.amount) return credits;
  const share = divideHalfUp(credits * amount, line.amount);
  return share < credits ? share : credits - 1n;
}

/** What is still sold of each line: its credits and its net price. */
export const leftOfLines = (sale: OpenSale): { id: string; credits: bigint | null; net: bigint }[] =>
  sale.lines.map((line) => ({
    id: line.id,
    credits: line.credits === null ? null : line.credits - line.creditedCredits,
    net: line.net - netAt(line, line.creditedAmount),
  }));

/** How much of each line (as stated) and of each tax that stands beside them goes back. */
interface Split {
  readonly lines: readonly bigint[];
  readonly taxes: readonly bigint[];
}

/**
 * Splits what is to be credited over the parts of the invoice that are not credited yet: an amount by largest
 * remainder over net lines and taxes; amounts of lines with the tax of each rate over the net credited so far. Any
 * sequence of credit notes ends exactly at the invoice's own lines, taxes and credits. Refuses with `nothing_to_credit`,
 * `more_than_creditable`, `line_not_found`.
 */
export function creditParts(sale: OpenSale, what: CreditWhat): CreditParts {
  const creditable = creditableOf(sale);
  if (creditable <= 0n) throw conflict('nothing_to_credit', 'The whole invoice has been credited already.');
  const split = splitOf(sale, what, creditable);
  const whole = total([...split.lines, ...split.taxes]) === creditable;
  const lines = sale.lines.map((line, index): CreditedLine => {
    const amount = split.lines[index] ?? 0n;
    const sofar = line.creditedAmount + amount;
    // What was given away with the sale goes back with the last of it.
    const credits = line.amount === 0n ? (whole ? (line.credits ?? 0n) : 0n) : creditsAt(line, sofar);
    return {
      invoiceLineId: line.id,
      amount,
      net: netAt(line, sofar) - netAt(line, line.creditedAmount),
      credits: credits > line.creditedCredits ? credits - line.creditedCredits : 0n,
    };
  });
  const taxes = sale.taxes.map((tax, index): SoldTax => {
    const own = lines.filter((_line, place) => isOf(tax, sale.lines[place] as OpenLine));
    const net = total(own.map((line) => line.net));
    const inside = total(own.map((line) => line.amount)) - net;
    return { ...tax, taxable: net, amount: sale.pricesIncludeTax ? inside : (split.taxes[index] ?? 0n) };
  });
  const subtotal = total(lines.map((line) => line.net));
  const tax = total(taxes.map(({ amount }) => amount));
  return {
    lines: lines.filter(({ amount, credits }) => amount > 0n || credits > 0n),
    taxes: taxes
      .filter(({ taxable, amount }) => taxable > 0n || amount > 0n)
      .map(({ name, basisPoints, taxable, amount, category }) => ({
        name,
        basisPoints,
        taxable,
        amount,
        category,
      })),
    subtotal,
    tax,
    total: subtotal + tax,
  };
}

function splitOf(sale: OpenSale, what: CreditWhat, creditable: bigint): Split {
  const lines = sale.lines.map(lineLeft);
  const taxes = taxesBeside(sale).map(taxLeft);
  if (what === 'all') return { lines, taxes };
  if ('lines' in what) return splitByLines(sale, what.lines);
  if (what.amount > creditable) throw moreThanCreditable(creditable, sale.currency);
  if (what.amount <= 0n) throw conflict('nothing_to_credit', 'Nothing is to be credited.');
  const parts = allocate(money(what.amount, 'XXX'), [...lines, ...taxes]).map(({ minor }) => minor);
  return { lines: parts.slice(0, lines.length), taxes: parts.slice(lines.length) };
}

function splitByLines(sale: OpenSale, asked: readonly { invoiceLineId: string; amount: bigint }[]): Split {
  const unknown = asked.findIndex(({ invoiceLineId }) => sale.lines.every(({ id }) => id !== invoiceLineId));
  if (unknown >= 0) {
    throw invalid('line_not_found', 'The invoice has no such line.', {
      [`lines.${unknown}.invoiceLineId`]: ['Not a line of this invoice'],
    });
  }
  const lines = sale.lines.map((line) => {
    const amount = total(
      asked.filter(({ invoiceLineId }) => invoiceLineId === line.id).map((own) => own.amount),
    );
    if (amount > lineLeft(line)) throw moreThanCreditable(lineLeft(line), sale.currency);
    return amount;
  });
  if (total(lines) <= 0n) throw conflict('nothing_to_credit', 'Nothing is to be credited.');
  const taxes = taxesBeside(sale).map((tax) => {
    const own = [...sale.lines.keys()].filter((index) => isOf(tax, sale.lines[index] as OpenLine));
    const net = total(own.map((index) => (sale.lines[index]?.creditedAmount ?? 0n) + (lines[index] ?? 0n)));
    const due = taxAt(tax, net) - tax.creditedAmount;
    // An earlier note by amount may have taken a unit more of the tax than its lines had by then.
    return due > 0n ? due : 0n;
  });
  return { lines, taxes };
}

/** The tax on a credited net: by its rate, and all of it at the whole. */
function taxAt(tax: OpenTax, net: bigint): bigint {
  if (net === tax.taxable) return tax.amount;
  const due = basisPointsOf(money(net, 'XXX'), tax.basisPoints).minor;
  return due < tax.amount ? due : tax.amount;
}

const moreThanCreditable = (left: bigint, currency: string) =>
  conflict('more_than_creditable', `At most ${formatMoney(money(left, currency))} can be credited yet.`);
