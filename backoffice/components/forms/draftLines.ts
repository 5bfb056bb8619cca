import { basisPointsOf, minorOf, shareOf } from '../kit/money';

/** A line as it is being typed. An empty tax means: by the rules of the account. */
export interface DraftLine {
  readonly key: number;
  readonly description: string;
  readonly quantity: string;
  readonly price: string;
  readonly tax: string;
}

export const blankLine = (key: number): DraftLine => ({
  key,
  description: '',
  quantity: '1',
  price: '',
  tax: '',
});

export const quantityOf = (line: DraftLine): number | null =>
  /^[1-9]\d{0,5}$/.test(line.quantity.trim()) ? Number(line.quantity) : null;

export function amountOf(line: DraftLine, currency: string): bigint {
  const price = minorOf(line.price, currency);
  const quantity = quantityOf(line);
  return price === null || quantity === null ? 0n : price * BigInt(quantity);
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
    if (line.tax.trim() !== '' && basisPointsOf(line.tax) === null)
      problems[`lines.${index}.taxBasisPoints`] = 'A percentage from 0 to 100';
  });
  return problems;
}

export const wireLines = (lines: readonly DraftLine[], currency: string) =>
  lines.map((line) => {
    const rate = line.tax.trim() === '' ? null : basisPointsOf(line.tax);
    return {
      description: line.description,
      quantity: quantityOf(line),
      unitAmount: Number(minorOf(line.price, currency)),
      ...(rate === null ? {} : { taxBasisPoints: rate }),
    };
  });
