import type { Work } from '../../store/work.js';
import { boundary } from './calendar.js';
import { itemParent, type LineDraft, spokenLine } from './lines.js';
import type { Debit, LineItem, Price, Subscription, SubscriptionItem } from './objects.js';
import { cycleOf } from './subscriptions.build.js';
import { share } from './sums.js';

export const ratesOf = (subscription: Subscription, item: SubscriptionItem) =>
  item.tax_rates.length > 0 ? item.tax_rates : subscription.default_tax_rates;

export async function nameOf(work: Work, price: Price): Promise<string> {
  const product = await work.find('product', price.product);
  return product?.name ?? price.product;
}

/** The lines of one period. A trial costs nothing; a period that is shorter than the cycle costs its share. */
export async function periodLines(
  work: Work,
  subscription: Subscription,
  options: { isTrial: boolean; isFree?: boolean },
): Promise<{ lines: LineDraft[]; debits: Omit<Debit, 'billed'>[] }> {
  const lines: LineDraft[] = [];
  const debits: Omit<Debit, 'billed'>[] = [];
  for (const item of subscription.items.data) {
    const { current_period_start: start, current_period_end: end, price, quantity } = item;
    const name = await nameOf(work, price);
    const full = price.unit_amount * quantity;
    const whole = end - boundary(end, cycleOf(item), -1);
    const isStub = !options.isTrial && end - start < whole && isAhead(subscription, start);
    const amount =
      options.isTrial || options.isFree === true ? 0 : isStub ? share(full, end - start, whole) : full;
    const description = options.isTrial ? `Trial period for ${name}` : spokenLine(quantity, name, price);
    lines.push({
      amount,
      currency: subscription.currency,
      description,
      quantity,
      period: { start, end },
      price,
      taxRates: ratesOf(subscription, item),
      metadata: subscription.metadata,
      parent: itemParent({ subscription: subscription.id, item: item.id, proration: isStub }),
      subscription: subscription.id,
    });
    debits.push({
      item: item.id,
      description: name,
      amount,
      quantity,
      start,
      end,
      price,
      taxRates: ratesOf(subscription, item),
    });
  }
  return { lines, debits };
}

/** The first period before an anchor that lies ahead. Months of unlike length are whole periods all the same. */
const isAhead = (
  { billing_cycle_anchor: anchor, start_date: startedAt }: Subscription,
  start: number,
): boolean => start === startedAt && anchor > start;

/** Which invoice line each debit stands on; the lines are those of `periodLines`, in its order. */
export const billedOn = (debits: readonly Omit<Debit, 'billed'>[], lines: readonly LineItem[]): Debit[] =>
  debits.map((debit, index) => {
    const line = lines[index];
    return {
      ...debit,
      billed: line?.invoice ? { invoice: line.invoice, line: line.id } : null,
    };
  });
