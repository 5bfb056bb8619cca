import { Button } from 'antd';
import type { CreditPackageView } from '../../../server/billing/packages/packages.contract.js';
import type { QuoteView } from '../../../server/billing/purchases/purchases.contract.js';
import { useQuote } from '../../api/hooks.js';
import { useFormats } from '../../app/account.js';
import { LoadFailure } from '../../components/LoadFailure.js';
import { Panel } from '../../components/Panel.js';
import { TaxNote, TaxRows } from '../../components/TaxRows.js';
import { cardName } from '../payments/cardName.js';
import { type Choice, isAtPaypal, isByHand } from '../payments/choices.js';
import { texts } from './credits.texts.js';
import { packagePrice } from './price.js';

const words = texts.summary;

interface OrderSummaryProps {
  readonly item: CreditPackageView | null;
  readonly choice: Choice | null;
  readonly isPaying: boolean;
  readonly onPay: () => void;
}

/** Where no tax applies at all there is nothing to say before there is an invoice. */
const taxed = (quote: QuoteView): QuoteView => ({
  ...quote,
  taxes: quote.taxes.filter(({ category }) => category !== 'O'),
});

/** The sums as the invoice will state them: the server works them out. */
const Sums = ({ item }: { readonly item: CreditPackageView }) => {
  const { money, number, percent } = useFormats();
  const quote = useQuote(item.id);
  if (quote.state === 'failed') return <LoadFailure error={quote.error} onRetry={quote.retry} />;
  const { list, discount } = packagePrice(item);
  const sums = quote.state === 'loaded' ? quote.data : null;
  return (
    <>
      <dl className="sums" aria-busy={sums === null}>
        <div>
          <dt>{words.package}</dt>
          <dd>{item.name}</dd>
        </div>
        <div>
          <dt>{words.credits}</dt>
          <dd>{number(item.credits)}</dd>
        </div>
        <div>
          <dt>{words.listPrice}</dt>
          <dd>{money(list, item.currency)}</dd>
        </div>
        {discount === 0 ? null : (
          <div>
            <dt>{words.discount(percent(item.discountPercentage * 100))}</dt>
            <dd>{money(-discount, item.currency)}</dd>
          </div>
        )}
        {sums === null || sums.pricesIncludeTax ? null : <TaxRows sale={taxed(sums)} />}
        <div className="sums-total">
          <dt>{words.total}</dt>
          <dd>{sums === null ? words.pricing : money(sums.total, item.currency)}</dd>
        </div>
        {sums?.pricesIncludeTax ? <TaxRows sale={taxed(sums)} /> : null}
      </dl>
      {sums === null ? null : <TaxNote sale={sums} />}
    </>
  );
};

const labelOf = (choice: Choice | null): string => {
  if (choice !== null && isByHand(choice)) return words.byHand;
  return choice !== null && isAtPaypal(choice) ? words.atPaypal : words.pay;
};

/** What is bought and for how much, with the button that buys it. */
export const OrderSummary = ({ item, choice, isPaying, onPay }: OrderSummaryProps) => {
  if (item === null) {
    return (
      <Panel title={words.title}>
        <p className="quiet">{words.choose}</p>
      </Panel>
    );
  }
  return (
    <Panel title={words.title}>
      <Sums key={item.id} item={item} />
      <Button type="primary" size="large" block disabled={choice === null} loading={isPaying} onClick={onPay}>
        {labelOf(choice)}
      </Button>
      <p className="fine sums-terms">
        {choice?.is === 'saved' ? words.termsSaved(cardName(choice.saved)) : words.terms}
      </p>
    </Panel>
  );
};
