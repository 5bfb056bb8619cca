import { basisPointsOf, minorOf, shareOf } from '../kit/money';

/** A line as it is being typed. An empty tax means: by the rules of the account. */
export interface DraftLine {
  readonly key: number;
  readonly description: string;
  readonly quantity: string;
  readonly price: string;
  /** Off the whole line. */
  readonly discount: string;
  readonly tax: string;
  /** A line of a draft that is there already keeps what it sells. */
  readonly id?: string;
  readonly credits?: string | null;
}

export const MOST_LINES = 200;

export const blankLine = (key: number): DraftLine => ({
  key,
  description: '',
  quantity: '1',
  price: '',
  discount: '',
  tax: '',
});

export const quantityOf = (line: DraftLine): number | null =>
  /^[1-9]\d{0,5}$/.test(line.quantity.trim()) ? Number(line.quantity) : null;

const discountOf = (line: DraftLine, currency: string): bigint | null =>
  line.discount.trim() === '' ? 0n : minorOf(line.discount, currency);

function grossOf(line: DraftLine, currency: string): bigint {
  const price = minorOf(line.price, currency);
  const quantity = quantityOf(line);
  return price === null || quantity === null ? 0n : price * BigInt(quantity);
}

/** After the discount; nothing where the line makes no sense yet. */
export function amountOf(line: DraftLine, currency: string): bigint {
  const amount = grossOf(line, currency) - (discountOf(line, currency) ?? 0n);
  return amount < 0n ? 0n : amount;
}

export interface DraftTotals {
  readonly net: bigint;
  /** Tax of the lines that name a rate: per rate over the sum of its lines, like the server. */
  readonly tax: bigint;
  /** Whether some line leaves its tax to the rules of the account. */
  readonly isTaxOpen: boolean;
}

export function totalsOf(lines: readonly DraftLine[], currency: string): DraftTotals {
  const taxable = new Map<number, bigint>();
  let net = 0n;
  for (const line of lines) {
    const amount = amountOf(line, currency);
    const rate = line.tax.trim() === '' ? null : basisPointsOf(line.tax);
    net += amount;
    if (rate !== null) taxable.set(rate, (taxable.get(rate) ?? 0n) + amount);
  }
  const tax = [...taxable].reduce((sum, [rate, amount]) => sum + shareOf(amount, rate), 0n);
  return { net, tax, isTaxOpen: lines.some((line) => line.tax.trim() === '') };
}

/** What is wrong with the lines, by the paths that the server uses too. */
export function problemsOf(lines: readonly DraftLine[], currency: string): Record<string, string> {
  const problems: Record<string, string> = {};
  lines.forEach((line, index) => {
    if (line.description.trim() === '') problems[`lines.${index}.description`] = 'Required';
    if (quantityOf(line) === null) problems[`lines.${index}.quantity`] = 'A whole number above zero';
    const price = minorOf(line.price, currency);
    if (price === null || price === 0n)
      problems[`lines.${index}.unitAmount`] = `An amount in ${currency} above zero`;
    const discount = discountOf(line, currency);
    if (discount === null) problems[`lines.${index}.discount`] = `An amount in ${currency}`;
    else if (discount > grossOf(line, currency)) problems[`lines.${index}.discount`] = 'Larger than the line';
    if (line.tax.trim() !== '' && basisPointsOf(line.tax) === null)
      problems[`lines.${index}.taxBasisPoints`] = 'A percentage from 0 to 100';
  });
  return problems;
}

export const wireLines = (lines: readonly DraftLine[], currency: string) =>
  lines.map((line) => {
    const rate = line.tax.trim() === '' ? null : basisPointsOf(line.tax);
    const discount = discountOf(line, currency) ?? 0n;
    return {
      ...(line.id ? { id: line.id } : {}),
      description: line.description,
      quantity: quantityOf(line),
      unitAmount: Number(minorOf(line.price, currency)),
      ...(discount === 0n ? {} : { discount: Number(discount) }),
      ...(rate === null ? {} : { taxBasisPoints: rate }),
    };
  });
