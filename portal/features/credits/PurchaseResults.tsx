import {
  CheckCircleFilled,
  ClockCircleFilled,
  CloseCircleFilled,
  DownloadOutlined,
  LoadingOutlined,
} from '@ant-design/icons';
import { Button } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import type { InvoiceView } from '../../../server/billing/invoices/invoices.contract.js';
import type { PaymentView } from '../../../server/billing/payments/payments.contract.js';
import { useBalance } from '../../api/hooks.js';
import { useFormats } from '../../app/account.js';
import { pdfPath } from '../invoices/pdfPath.js';
import { failureText, failureTitle } from '../payments/decline.js';
import { PayInvoice } from '../payments/PayInvoice.js';
import { stageOf } from '../payments/stage.js';
import { useFollow } from '../payments/useFollow.js';
import { recallBought } from './bought.js';
import { texts } from './credits.texts.js';

const words = texts.done;
const SLOW_AFTER_MS = 12_000;

interface ResultProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly body: ReactNode;
  readonly children?: ReactNode;
}

export const Result = ({ icon, title, body, children }: ResultProps) => (
  <div className="result" role="status" aria-live="polite">
    <div className="result-icon">{icon}</div>
    <h2>{title}</h2>
    <p>{body}</p>
    {children}
  </div>
);

/** The invoice is paid: what came of it, and its papers. */
export const Paid = ({ invoice }: { readonly invoice: InvoiceView }) => {
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

/** PayPal waits for the customer's bank (eCheck): a matter of days, not of seconds. */
const Pending = ({ invoiceId }: { readonly invoiceId: string }) => {
  const navigate = useNavigate();
  return (
    <Result icon={<ClockCircleFilled className="primary" />} title={words.pending} body={words.pendingBody}>
      <div className="result-actions">
        <Button size="large" onClick={() => void navigate(`/account/invoices/${invoiceId}`)}>
          {words.invoice}
        </Button>
      </div>
    </Result>
  );
};

/** The customer is done; the gateway has not told us yet. */
export const Waiting = ({ payment }: { readonly payment: PaymentView }) => {
  const [isSlow, setIsSlow] = useState(false);
  const follow = useFollow(() => undefined);
  useEffect(() => {
    const timer = setTimeout(() => setIsSlow(true), SLOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  const { is } = stageOf(payment);
  if (is === 'processing' && payment.method === 'paypal' && isSlow)
    return <Pending invoiceId={payment.invoiceIds[0] ?? ''} />;
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

/** Declined, rejected or given up: why, and another try on the same invoice. */
export const Refused = ({
  payment,
  invoice,
}: {
  readonly payment: PaymentView;
  readonly invoice: InvoiceView;
}) => {
  const navigate = useNavigate();
  const hasFailed = payment.failureCode !== null;
  return (
    <>
      <Result
        icon={<CloseCircleFilled className="bad" />}
        title={hasFailed ? failureTitle(payment) : words.canceled}
        body={hasFailed ? `${failureText(payment)} ${words.failedBody}` : words.failedBody}
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
