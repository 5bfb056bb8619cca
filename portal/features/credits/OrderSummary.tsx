import { Button } from 'antd';
import type { CreditPackageView } from '../../../server/billing/packages/packages.contract.js';
import { useFormats } from '../../app/account.js';
import { Panel } from '../../components/Panel.js';
import { cardName } from '../payments/cardName.js';
import { type Choice, isByHand } from '../payments/choices.js';
import { texts } from './credits.texts.js';
import { packagePrice } from './price.js';

const words = texts.summary;

interface OrderSummaryProps {
  readonly item: CreditPackageView | null;
  readonly choice: Choice | null;
  readonly isPaying: boolean;
  readonly onPay: () => void;
}

/** What is bought and for how much, with the button that buys it. */
export const OrderSummary = ({ item, choice, isPaying, onPay }: OrderSummaryProps) => {
  const { money, number, percent } = useFormats();
  if (item === null) {
    return (
      <Panel title={words.title}>
        <p className="quiet">{words.choose}</p>
      </Panel>
    );
  }
  const { list, discount, net } = packagePrice(item);
  return (
    <Panel title={words.title}>
      <dl className="sums">
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
        <div className="sums-total">
          <dt>{words.total}</dt>
          <dd>{money(net, item.currency)}</dd>
        </div>
      </dl>
      <p className="fine">{words.tax}</p>
      <Button type="primary" size="large" block disabled={choice === null} loading={isPaying} onClick={onPay}>
        {choice !== null && isByHand(choice) ? words.byHand : words.pay}
      </Button>
      <p className="fine sums-terms">
        {choice?.is === 'saved' ? words.termsSaved(cardName(choice.saved)) : words.terms}
      </p>
    </Panel>
  );
};
