import { Alert } from 'antd';
import { Link, useLocation, useNavigate } from 'react-router';
import type { InvoiceView } from '../../../server/billing/invoices/invoices.contract.js';
import { useInvoice, usePayment } from '../../api/hooks.js';
import { isApiError } from '../../api/problem.js';
import { useFormats } from '../../app/account.js';
import { LoadFailure } from '../../components/LoadFailure.js';
import { Loading } from '../../components/Loading.js';
import { Panel } from '../../components/Panel.js';
import { TaxNote, TaxRows } from '../../components/TaxRows.js';
import { PayInvoice } from '../payments/PayInvoice.js';
import { PaymentStep } from '../payments/PaymentStep.js';
import { stageOf } from '../payments/stage.js';
import { recallBought } from './bought.js';
import { texts } from './credits.texts.js';

const words = texts.step;

/** What is being paid, beside the way it is paid. */
const InvoiceSummary = ({ invoice }: { readonly invoice: InvoiceView }) => {
  const { money, number, date } = useFormats();
  const credits = recallBought(invoice.id);
  return (
    <Panel title={words.invoice(invoice.number ?? '')}>
      <dl className="sums">
        {invoice.lines.map((line) => (
          <div key={line.id}>
            <dt>{line.description}</dt>
            {/* Before the discount, which stands below: a line's own amount is net of it. */}
            <dd>{money(line.unitAmount * line.quantity, invoice.currency)}</dd>
          </div>
        ))}
        {invoice.discount === 0 ? null : (
          <div>
            <dt>{words.discount}</dt>
            <dd>{money(-invoice.discount, invoice.currency)}</dd>
          </div>
        )}
        {invoice.pricesIncludeTax ? null : <TaxRows sale={invoice} />}
        <div className="sums-total">
          <dt>{words.due}</dt>
          <dd>{money(invoice.amountDue, invoice.currency)}</dd>
        </div>
        {invoice.pricesIncludeTax ? <TaxRows sale={invoice} /> : null}
        {invoice.dueDate === null ? null : (
          <div>
            <dt>{words.dueDate}</dt>
            <dd>{date(invoice.dueDate)}</dd>
          </div>
        )}
      </dl>
      <TaxNote sale={invoice} />
      {credits === null ? null : <p className="fine">{words.forCredits(number(credits))}</p>}
      <Link to={`/account/invoices/${invoice.id}`}>{words.view}</Link>
    </Panel>
  );
};

/** The payment that the order started: card form or transfer details. */
export const PayStep = ({ paymentId }: { readonly paymentId: string }) => {
  const payment = usePayment(paymentId);
  const invoiceId = payment.state === 'loaded' ? (payment.data.invoiceIds[0] ?? '') : '';
  const invoice = useInvoice(invoiceId, { enabled: invoiceId !== '' });
  if (payment.state === 'failed') return <LoadFailure error={payment.error} onRetry={payment.retry} />;
  if (invoice.state === 'failed') return <LoadFailure error={invoice.error} onRetry={invoice.retry} />;
  if (payment.state === 'loading' || invoice.state === 'loading') return <Loading rows={8} />;

  const { is } = stageOf(payment.data);
  const isOnline = is === 'card' || is === 'redirect';
  const online = payment.data.method === 'paypal' ? words.paypal : words.card;
  return (
    <div className="columns columns-wide-left">
      <Panel title={isOnline ? online : words.transfer}>
        <PaymentStep payment={payment.data} invoice={invoice.data} />
      </Panel>
      <InvoiceSummary invoice={invoice.data} />
    </div>
  );
};

/** After a decline: the same invoice, another card or another way. */
export const RetryStep = ({ invoiceId }: { readonly invoiceId: string }) => {
  const navigate = useNavigate();
  const location = useLocation();
  const invoice = useInvoice(invoiceId);
  if (invoice.state === 'failed') return <LoadFailure error={invoice.error} onRetry={invoice.retry} />;
  if (invoice.state === 'loading') return <Loading rows={8} />;

  const state: unknown = location.state;
  const refused: unknown =
    typeof state === 'object' && state !== null && 'refused' in state ? state.refused : null;
  return (
    <div className="columns columns-wide-left">
      <Panel title={words.retry}>
        {invoice.data.status === 'pending' ? (
          <PayInvoice
            invoice={invoice.data}
            refused={isApiError(refused) ? refused : null}
            onStarted={(payment) => void navigate(`/account/credits/purchase?payment=${payment.id}`)}
          />
        ) : (
          <Alert type="success" showIcon message={words.paidAlready} />
        )}
      </Panel>
      <InvoiceSummary invoice={invoice.data} />
    </div>
  );
};
