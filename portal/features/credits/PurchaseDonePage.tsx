import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { useInvoice, usePayment } from '../../api/hooks.js';
import { LoadFailure } from '../../components/LoadFailure.js';
import { Loading } from '../../components/Loading.js';
import { Page } from '../../components/Page.js';
import { Panel } from '../../components/Panel.js';
import { useTidyAddress } from '../../components/useTidyAddress.js';
import { PaymentStep } from '../payments/PaymentStep.js';
import { isSettled, stageOf } from '../payments/stage.js';
import { useCompletion } from '../payments/useCompletion.js';
import { texts } from './credits.texts.js';
import { Paid, Refused, Result, Waiting } from './PurchaseResults.js';

const words = texts.done;
/** A proxy may hold the stream of changes back; the confirmation must come all the same. */
const ASK_EVERY_MS = 3_000;

interface OutcomeProps {
  readonly paymentId: string;
  /** The gateway's page said, on the way back, that it was left without a payment. */
  readonly wasLeft: boolean;
}

const Outcome = ({ paymentId, wasLeft }: OutcomeProps) => {
  const [isWaiting, setIsWaiting] = useState(true);
  const everyMs = isWaiting ? ASK_EVERY_MS : false;
  const payment = usePayment(paymentId, { everyMs });
  const invoiceId = payment.state === 'loaded' ? (payment.data.invoiceIds[0] ?? '') : '';
  const invoice = useInvoice(invoiceId, { enabled: invoiceId !== '', everyMs });

  const isOpen = useCompletion(payment.state === 'loaded' ? payment.data : null, !wasLeft);
  const isOver = payment.state === 'loaded' && isSettled(payment.data);
  const isPaid = invoice.state === 'loaded' && invoice.data.status === 'paid';
  const isDone = isOver && (payment.data.status !== 'succeeded' || isPaid);
  useEffect(() => setIsWaiting(!isDone), [isDone]);

  if (payment.state === 'failed') return <LoadFailure error={payment.error} onRetry={payment.retry} />;
  if (invoice.state === 'failed') return <LoadFailure error={invoice.error} onRetry={invoice.retry} />;
  if (payment.state === 'loading' || invoice.state === 'loading') return <Loading rows={6} />;

  if (isPaid) return <Paid invoice={invoice.data} />;
  const stage = stageOf(payment.data);
  switch (stage.is) {
    case 'failed':
    case 'canceled':
      return <Refused key={payment.data.id} payment={payment.data} invoice={invoice.data} />;
    case 'instructions':
    case 'declared':
      return <PaymentStep payment={payment.data} invoice={invoice.data} />;
    case 'card':
    case 'redirect':
      // A declined card leaves the gateway's form open for another one, and with it the payment.
      return wasLeft || isOpen || payment.data.failureCode !== null ? (
        <Refused key={payment.data.id} payment={payment.data} invoice={invoice.data} />
      ) : (
        <Waiting payment={payment.data} />
      );
    case 'processing':
    case 'succeeded':
      return <Waiting payment={payment.data} />;
  }
};

const KEPT = ['payment', 'redirect_status', 'canceled'];

export const PurchaseDonePage = () => {
  const query = useTidyAddress(KEPT);
  const navigate = useNavigate();
  const paymentId = query.get('payment');
  const wasLeft = query.get('redirect_status') === 'failed' || query.has('canceled');

  return (
    <Page title={words.title}>
      <Panel title={words.title} className="panel-result">
        {paymentId === null ? (
          <Result icon={null} title={words.missing.title} body={words.missing.body}>
            <Button onClick={() => void navigate('/account/invoices')}>{words.missing.action}</Button>
          </Result>
        ) : (
          <Outcome key={paymentId} paymentId={paymentId} wasLeft={wasLeft} />
        )}
      </Panel>
    </Page>
  );
};
