import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { Link, useNavigate } from 'react-router';
import type { InvoiceView } from '../../../server/billing/invoices/invoices.contract.js';
import { useFormats, useMay } from '../../app/account.js';
import { useIsNarrow } from '../../components/useIsNarrow.js';
import { InvoiceStatus } from './InvoiceStatus.js';
import { texts } from './invoices.texts.js';
import { pdfPath } from './pdfPath.js';
import { SortHeader } from './SortHeader.js';

const invoicePath = ({ id }: InvoiceView): string => `/account/invoices/${id}`;
const numberOf = ({ number, id }: InvoiceView): string => number ?? id;

const Actions = ({ invoice }: { readonly invoice: InvoiceView }) => {
  const navigate = useNavigate();
  const mayPay = useMay('pay');
  const number = numberOf(invoice);
  return (
    <span className="row-actions">
      {mayPay && invoice.status === 'pending' ? (
        <Button
          size="small"
          type="primary"
          aria-label={texts.payOf(number)}
          onClick={() => void navigate(`${invoicePath(invoice)}#pay`)}
        >
          {texts.pay}
        </Button>
      ) : null}
      <Button
        size="small"
        aria-label={texts.pdfOf(number)}
        icon={<DownloadOutlined />}
        href={pdfPath(invoice.id)}
        download
      >
        {texts.pdf}
      </Button>
    </span>
  );
};

const Cards = ({ invoices }: { readonly invoices: readonly InvoiceView[] }) => {
  const { money, date } = useFormats();
  return (
    <ul className="invoice-cards" aria-label={texts.table}>
      {invoices.map((invoice) => (
        <li key={invoice.id} className="invoice-card">
          <div className="invoice-card-top">
            <Link to={invoicePath(invoice)}>{numberOf(invoice)}</Link>
            <strong>{money(invoice.total, invoice.currency)}</strong>
          </div>
          <div className="invoice-card-meta">
            <span>{invoice.issueDate === null ? '' : date(invoice.issueDate)}</span>
            <InvoiceStatus invoice={invoice} />
          </div>
          <Actions invoice={invoice} />
        </li>
      ))}
    </ul>
  );
};

export interface InvoiceSort {
  readonly field: string;
  readonly order: 'asc' | 'desc';
}

interface InvoiceTableProps {
  readonly invoices: readonly InvoiceView[];
  readonly sort?: InvoiceSort;
  readonly onSort?: (sort: InvoiceSort) => void;
  /** Newer rows are on their way. */
  readonly isRefreshing?: boolean;
}

/** Invoices as a table, or as cards where a table would not fit. */
export const InvoiceTable = ({ invoices, sort, onSort, isRefreshing = false }: InvoiceTableProps) => {
  const { money, date } = useFormats();
  const isNarrow = useIsNarrow();
  if (isNarrow) return <Cards invoices={invoices} />;

  const sorting = { sort, onSort };
  const words = texts.columns;
  return (
    <div className="table-scroll">
      <table className="table" aria-busy={isRefreshing}>
        <caption className="visually-hidden">{texts.table}</caption>
        <thead>
          <tr>
            <SortHeader label={words.number} field="number" {...sorting} />
            <SortHeader label={words.date} field="issueDate" {...sorting} />
            <SortHeader label={words.due} field="dueDate" {...sorting} />
            <SortHeader label={words.amount} field="total" isFigure {...sorting} />
            <th scope="col">{words.status}</th>
            <th scope="col" className="figure">
              {words.actions}
            </th>
          </tr>
        </thead>
        <tbody>
          {invoices.map((invoice) => (
            <tr key={invoice.id}>
              <td>
                <Link className="strong-link" to={invoicePath(invoice)}>
                  {numberOf(invoice)}
                </Link>
              </td>
              <td>{invoice.issueDate === null ? '' : date(invoice.issueDate)}</td>
              <td>{invoice.dueDate === null ? '' : date(invoice.dueDate)}</td>
              <td className="figure">{money(invoice.total, invoice.currency)}</td>
              <td>
                <InvoiceStatus invoice={invoice} />
              </td>
              <td className="figure">
                <Actions invoice={invoice} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
