import { CreditCardOutlined, PlusOutlined } from '@ant-design/icons';
import { Alert, Button, Modal } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { addMethod } from '../../../server/billing/methods/methods.contract.js';
import { useMethods } from '../../api/hooks.js';
import type { ApiError } from '../../api/problem.js';
import { useCommand } from '../../api/useCommand.js';
import { useAccount, useMay } from '../../app/account.js';
import { EmptyState } from '../../components/EmptyState.js';
import { LoadFailure } from '../../components/LoadFailure.js';
import { Loading } from '../../components/Loading.js';
import { Panel } from '../../components/Panel.js';
import { useTidyAddress } from '../../components/useTidyAddress.js';
import { hostedPage } from '../payments/hostedPage.js';
import { texts } from './billing.texts.js';
import { SavedCard } from './SavedCard.js';
import { PAYPAL_NAMES, useAddPaypal } from './useAddPaypal.js';

const StripeFields = lazy(async () => ({ default: (await import('../payments/CardForm.js')).StripeFields }));

const words = texts.methods;
/** The gateway's pages come back here; the card then arrives by the stream of changes. */
const RETURN_PATH = '/account/billing?card=added';

const KEPT = ['card', 'redirect_status', ...PAYPAL_NAMES];

/** Asks the gateway for a place to enter a card, and goes there or shows it. */
const useAddCard = () => {
  const { config } = useAccount();
  const [clientSecret, setClientSecret] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const command = useCommand<typeof addMethod>('POST', '/v1/billing/payment-methods/add', [
    'payment-methods',
  ]);

  const start = async () => {
    setRefusal(null);
    const outcome = await command.run({ body: { method: 'stripe' } });
    if (!outcome.ok) {
      setRefusal(outcome.error);
      return;
    }
    const action = outcome.reply.nextAction;
    if (action?.type === 'redirect') window.location.assign(action.url);
    if (action?.type !== 'confirm_card') return;
    const { publicKey, hostedUrl } = config.stripe ?? { publicKey: null, hostedUrl: null };
    const page =
      publicKey === null && hostedUrl !== null
        ? hostedPage(hostedUrl, action.clientSecret, `${window.location.origin}${RETURN_PATH}`)
        : null;
    if (page === null) setClientSecret(action.clientSecret);
    else window.location.assign(page);
  };

  return { start, isStarting: command.isRunning, refusal, clientSecret, close: () => setClientSecret(null) };
};

const news = {
  saving: { type: 'info', message: words.paypalSaving },
  added: { type: 'success', message: words.paypalAdded },
  canceled: { type: 'info', message: words.paypalCanceled },
} as const;

/** What became of the way to PayPal. */
const PaypalNews = ({ state }: { readonly state: keyof typeof news }) => (
  <Alert className="banner" showIcon closable role="status" {...news[state]} />
);

export const MethodsPanel = () => {
  const { account, config } = useAccount();
  const mayEdit = useMay('edit');
  const methods = useMethods();
  const query = useTidyAddress(KEPT);
  const wasAdded = query.get('card') === 'added' && query.get('redirect_status') !== 'failed';
  const add = useAddCard();
  const publicKey = config.stripe?.publicKey ?? null;
  const paypal = useAddPaypal();
  const canAdd = (wanted: 'stripe' | 'paypal'): boolean =>
    mayEdit &&
    methods.state === 'loaded' &&
    methods.data.available.some(
      ({ method, currencies }) =>
        method === wanted && (currencies.length === 0 || currencies.includes(account.currency)),
    );

  const addButtons = (
    <div className="panel-actions">
      {canAdd('stripe') ? (
        <Button icon={<PlusOutlined />} loading={add.isStarting} onClick={() => void add.start()}>
          {words.add}
        </Button>
      ) : null}
      {canAdd('paypal') ? (
        <Button icon={<PlusOutlined />} loading={paypal.isStarting} onClick={() => void paypal.start()}>
          {words.addPaypal}
        </Button>
      ) : null}
    </div>
  );
  const saved = methods.state === 'loaded' ? methods.data.saved : [];
  return (
    <Panel title={words.title} actions={saved.length > 0 ? addButtons : null}>
      {wasAdded ? (
        <Alert
          className="banner"
          type="success"
          showIcon
          closable
          message={saved.length > 0 ? words.added : words.saving}
        />
      ) : null}
      {paypal.state === 'none' ? null : <PaypalNews state={paypal.state} />}
      {[add.refusal, paypal.refusal].map((refusal) =>
        refusal === null ? null : (
          <Alert
            key={refusal.message}
            className="banner"
            type="error"
            showIcon
            role="alert"
            message={refusal.message}
          />
        ),
      )}
      {methods.state === 'loading' ? <Loading rows={3} /> : null}
      {methods.state === 'failed' ? <LoadFailure error={methods.error} onRetry={methods.retry} /> : null}
      {methods.state === 'loaded' && saved.length === 0 ? (
        <EmptyState
          icon={<CreditCardOutlined />}
          title={words.none}
          body={words.noneBody}
          action={addButtons}
        />
      ) : null}
      {saved.length === 0 ? null : (
        <ul className="saved-cards">
          {saved.map((card) => (
            <SavedCard key={card.id} saved={card} />
          ))}
        </ul>
      )}
      <Modal
        open={add.clientSecret !== null}
        title={words.addTitle}
        footer={null}
        onCancel={add.close}
        destroyOnHidden
      >
        <p className="quiet">{words.addLead}</p>
        {add.clientSecret === null || publicKey === null ? null : (
          <Suspense fallback={<Loading rows={5} />}>
            <StripeFields
              kind="setup"
              publicKey={publicKey}
              clientSecret={add.clientSecret}
              submitLabel={words.save}
              returnPath={RETURN_PATH}
              payLaterAt={null}
              onDone={add.close}
            />
          </Suspense>
        )}
      </Modal>
    </Panel>
  );
};
