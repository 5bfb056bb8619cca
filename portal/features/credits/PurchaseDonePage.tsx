import { CheckCircleFilled, CloseCircleFilled, DownloadOutlined, LoadingOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import type { InvoiceView } from '../../../server/billing/invoices/invoices.contract.js';
import type { PaymentView } from '../../../server/billing/payments/payments.contract.js';
import { useBalance, useInvoice, usePayment } from '../../api/hooks.js';
import { useFormats } from '../../app/account.js';
import { LoadFailure } from '../../components/LoadFailure.js';
import { Loading } from '../../components/Loading.js';
import { Page } from '../../components/Page.js';
import { Panel } from '../../components/Panel.js';
import { pdfPath } from '../invoices/pdfPath.js';
import { failureText, failureTitle } from '../payments/decline.js';
import { PayInvoice } from '../payments/PayInvoice.js';
import { PaymentStep } from '../payments/PaymentStep.js';
import { isSettled, stageOf } from '../payments/stage.js';
import { useFollow } from '../payments/useFollow.js';
import { recallBought } from './bought.js';
import { texts } from './credits.texts.js';

const words = texts.done;
/** A proxy may hold the stream of changes back; the confirmation must come all the same. */
const ASK_EVERY_MS = 3_000;
const SLOW_AFTER_MS = 12_000;

interface ResultProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly body: ReactNode;
  readonly children?: ReactNode;
}

const Result = ({ icon, title, body, children }: ResultProps) => (
  <div className="result" role="status" aria-live="polite">
    <div className="result-icon">{icon}</div>
    <h2>{title}</h2>
    <p>{body}</p>
    {children}
  </div>
);

const Paid = ({ invoice }: { readonly invoice: InvoiceView }) => {
  const navigate = useNavigate();
  const { number } = useFormats();
  const balance = useBalance();
  const credits = recallBought(invoice.id);
  const balanceText = balance.state === 'loaded' ? words.paidBody(number(balance.data.balance)) : '';
  return (
    <Result
      icon={<CheckCircleFilled className="good" />}
      title={credits === null ? words.paid : words.added(number(credits))}
      body={`${words.paidInvoice(invoice.number ?? '')} ${balanceText}`}
    >
      <div className="result-actions">
        <Button type="primary" size="large" onClick={() => void navigate(`/account/invoices/${invoice.id}`)}>
          {words.invoice}
        </Button>
        <Button size="large" icon={<DownloadOutlined />} href={pdfPath(invoice.id)} download>
          {words.pdf}
        </Button>
        <Button size="large" type="link" onClick={() => void navigate('/account/billing')}>
          {words.more}
        </Button>
      </div>
    </Result>
  );
};

const Waiting = ({ payment }: { readonly payment: PaymentView }) => {
  const [isSlow, setIsSlow] = useState(false);
  const follow = useFollow(() => undefined);
  useEffect(() => {
    const timer = setTimeout(() => setIsSlow(true), SLOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  const { is } = stageOf(payment);
  return (
    <Result
      icon={<LoadingOutlined className="primary" />}
      title={isSlow ? words.slow : words.waiting}
      body={isSlow ? words.slowBody : words.waitingBody}
    >
      {isSlow && (is === 'card' || is === 'redirect') ? (
        <Button size="large" onClick={() => follow(payment)}>
          {words.continue}
        </Button>
      ) : null}
    </Result>
  );
};

const Refused = ({ payment, invoice }: { readonly payment: PaymentView; readonly invoice: InvoiceView }) => {
  const navigate = useNavigate();
  const isFailed = payment.status === 'failed';
  return (
    <>
      <Result
        icon={<CloseCircleFilled className="bad" />}
        title={isFailed ? failureTitle(payment) : words.canceled}
        body={isFailed ? `${failureText(payment)} ${words.failedBody}` : words.failedBody}
      />
      {invoice.status === 'pending' ? (
        <PayInvoice
          invoice={invoice}
          onStarted={(next) => void navigate(`/account/credits/purchase?payment=${next.id}`)}
        />
      ) : null}
    </>
  );
};

const Outcome = ({ paymentId }: { readonly paymentId: string }) => {
  const [isWaiting, setIsWaiting] = useState(true);
  const everyMs = isWaiting ? ASK_EVERY_MS : false;
  const payment = usePayment(paymentId, { everyMs });
  const invoiceId = payment.state === 'loaded' ? (payment.data.invoiceIds[0] ?? '') : '';
  const invoice = useInvoice(invoiceId, { enabled: invoiceId !== '', everyMs });

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
    case 'processing':
    case 'succeeded':
      return <Waiting payment={payment.data} />;
  }
};

export const PurchaseDonePage = () => {
  const [query] = useSearchParams();
  const navigate = useNavigate();
  const paymentId = query.get('payment');
  return (
    <Page title={words.title}>
      <Panel title={words.title} className="panel-result">
        {paymentId === null ? (
          <Result icon={null} title={words.missing.title} body={words.missing.body}>
            <Button onClick={() => void navigate('/account/invoices')}>{words.missing.action}</Button>
          </Result>
        ) : (
          <Outcome key={paymentId} paymentId={paymentId} />
        )}
      </Panel>
    </Page>
  );
};
