import { CreditCardOutlined, WalletOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import type {
  makeDefaultMethod,
  removeMethod,
  SavedMethodView,
} from '../../../server/billing/methods/methods.contract.js';
import { useCommand } from '../../api/useCommand.js';
import { useMay } from '../../app/account.js';
import { texts as frame } from '../../app/texts.js';
import { StatusTag } from '../../components/StatusTag.js';
import { now } from '../../components/today.js';
import { cardExpiry, cardName } from '../payments/cardName.js';
import { isExpired } from '../payments/choices.js';
import { texts } from './billing.texts.js';

const words = texts.methods;

/** One saved card or wallet: which it is, until when, and what can be done with it. */
export const SavedCard = ({ saved }: { readonly saved: SavedMethodView }) => {
  const { message, modal } = App.useApp();
  const mayEdit = useMay('edit');
  const makeDefault = useCommand<typeof makeDefaultMethod>(
    'POST',
    '/v1/billing/payment-methods/:id/default',
    ['payment-methods'],
  );
  const remove = useCommand<typeof removeMethod>('DELETE', '/v1/billing/payment-methods/:id', [
    'payment-methods',
  ]);
  const name = cardName(saved);
  const expiry = cardExpiry(saved);
  const params = { id: saved.id };

  const chooseDefault = async () => {
    const outcome = await makeDefault.run({ params });
    if (!outcome.ok) void message.error(outcome.error.message);
  };
  const askToRemove = () =>
    modal.confirm({
      title: words.removeTitle(name),
      content: words.removeBody,
      okText: words.remove,
      okButtonProps: { danger: true },
      cancelText: frame.cancel,
      onOk: async () => {
        const outcome = await remove.run({ params });
        if (!outcome.ok) void message.error(outcome.error.message);
      },
    });

  return (
    <li className="saved-card">
      <span className="choice-icon" aria-hidden="true">
        {saved.method === 'stripe' ? <CreditCardOutlined /> : <WalletOutlined />}
      </span>
      <span className="choice-text">
        <span className="choice-name">
          {name}
          {saved.isDefault ? <StatusTag tone="neutral">{words.isDefault}</StatusTag> : null}
        </span>
        {expiry === null ? null : (
          <span className={isExpired(saved, now()) ? 'fine bad' : 'fine'}>
            {isExpired(saved, now()) ? words.expired(expiry) : words.expires(expiry)}
          </span>
        )}
      </span>
      {mayEdit ? (
        <span className="row-actions">
          {saved.isDefault ? null : (
            <Button
              size="small"
              type="text"
              aria-label={words.makeDefaultOf(name)}
              loading={makeDefault.isRunning}
              onClick={() => void chooseDefault()}
            >
              {words.makeDefault}
            </Button>
          )}
          <Button size="small" type="text" danger aria-label={words.removeOf(name)} onClick={askToRemove}>
            {words.remove}
          </Button>
        </span>
      ) : null}
    </li>
  );
};
