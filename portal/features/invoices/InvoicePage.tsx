import { DownloadOutlined, FileTextOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect } from 'react';
import { useLocation, useNavigate, useParams } from 'react-router';
import type { InvoiceView } from '../../../server/billing/invoices/invoices.contract.js';
import { useInvoice, usePaymentsOf } from '../../api/hooks.js';
import { useFormats, useMay } from '../../app/account.js';
import { CopyField } from '../../components/CopyField.js';
import { EmptyState } from '../../components/EmptyState.js';
import { LoadFailure } from '../../components/LoadFailure.js';
import { Loading } from '../../components/Loading.js';
import { Page } from '../../components/Page.js';
import { Panel } from '../../components/Panel.js';
import { InvoiceLines } from './InvoiceLines.js';
import { InvoiceStatus } from './InvoiceStatus.js';
import { InvoiceTimeline } from './InvoiceTimeline.js';
import { texts } from './invoices.texts.js';
import { PaymentPanel } from './PaymentPanel.js';
import { pdfPath } from './pdfPath.js';

const words = texts.detail;
const back = { to: '/account/invoices', label: words.back };

const Facts = ({ invoice }: { readonly invoice: InvoiceView }) => {
  const { date, day } = useFormats();
  const facts = [
    [words.issued, invoice.issueDate === null ? null : date(invoice.issueDate)],
    [words.dueDate, invoice.dueDate === null ? null : date(invoice.dueDate)],
    [words.paidOn, invoice.paidAt === null ? null : day(invoice.paidAt)],
    [words.currency, invoice.currency],
  ] as const;
  return (
    <Panel title={words.facts} className="invoice-facts">
      <dl className="facts facts-tight">
        {facts.map(([label, value]) =>
          value === null ? null : (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
        {invoice.paymentReference === null ? null : (
          <CopyField label={words.reference} value={invoice.paymentReference} />
        )}
      </dl>
    </Panel>
  );
};

const Body = ({ invoice }: { readonly invoice: InvoiceView }) => {
  const payments = usePaymentsOf(invoice.id);
  const { hash } = useLocation();
  const isReady = payments.state !== 'loading';
  useEffect(() => {
    if (isReady && hash === '#pay') document.getElementById('pay')?.scrollIntoView({ block: 'center' });
  }, [hash, isReady]);
  return (
    <div className="columns columns-wide-left invoice-columns">
      <div className="stack">
        <InvoiceLines invoice={invoice} />
        {payments.state === 'loaded' ? <InvoiceTimeline invoice={invoice} payments={payments.data} /> : null}
      </div>
      <div className="stack">
        {payments.state === 'loading' ? <Loading rows={4} /> : null}
        {payments.state === 'failed' ? <LoadFailure error={payments.error} onRetry={payments.retry} /> : null}
        {payments.state === 'loaded' ? <PaymentPanel invoice={invoice} payments={payments.data} /> : null}
        <Facts invoice={invoice} />
      </div>
    </div>
  );
};

const Loaded = ({ invoice }: { readonly invoice: InvoiceView }) => {
  const mayPay = useMay('pay');
  const isDue = invoice.status === 'pending' && mayPay;
  return (
    <Page
      title={invoice.number === null ? words.draft : words.name(invoice.number)}
      badge={<InvoiceStatus invoice={invoice} />}
      back={back}
      actions={
        <>
          <Button icon={<DownloadOutlined />} href={pdfPath(invoice.id)} download>
            {words.download}
          </Button>
          {isDue ? (
            <Button
              type="primary"
              onClick={() =>
                document.getElementById('pay')?.scrollIntoView({ behavior: 'smooth', block: 'center' })
              }
            >
              {words.payNow}
            </Button>
          ) : null}
        </>
      }
    >
      <Body invoice={invoice} />
    </Page>
  );
};

export const InvoicePage = () => {
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const invoice = useInvoice(id);
  if (invoice.state === 'loaded') return <Loaded invoice={invoice.data} />;
  if (invoice.state === 'loading') {
    return (
      <Page title={words.name('')} back={back}>
        <Loading rows={10} />
      </Page>
    );
  }
  const isMissing = [404, 400, 422].includes(invoice.error.statusCode);
  return (
    <Page title={isMissing ? words.notFound.title : words.name('')} back={back}>
      {isMissing ? (
        <EmptyState
          icon={<FileTextOutlined />}
          title={words.notFound.title}
          body={words.notFound.body}
          action={<Button onClick={() => void navigate(back.to)}>{words.notFound.action}</Button>}
        />
      ) : (
        <LoadFailure error={invoice.error} onRetry={invoice.retry} />
      )}
    </Page>
  );
};
