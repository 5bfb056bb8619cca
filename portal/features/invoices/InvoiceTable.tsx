import { DownloadOutlined } from '@ant-design/icons';
import { Button, Table, type TableProps } from 'antd';
import { Link, useNavigate } from 'react-router';
import type { InvoiceView } from '../../../server/billing/invoices/invoices.contract.js';
import { useFormats, useMay } from '../../app/account.js';
import { useIsNarrow } from '../../components/useIsNarrow.js';
import { InvoiceStatus } from './InvoiceStatus.js';
import { texts } from './invoices.texts.js';
import { pdfPath } from './pdfPath.js';

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

export type InvoiceSort = { readonly field: string; readonly order: 'asc' | 'desc' };

interface InvoiceTableProps {
  readonly invoices: readonly InvoiceView[];
  /** Without it the columns can't be sorted. */
  readonly sort?: InvoiceSort;
  readonly onSort?: (sort: InvoiceSort | null) => void;
  readonly isRefreshing?: boolean;
}

/** Invoices as a table, or as cards where a table would not fit. */
export const InvoiceTable = ({ invoices, sort, onSort, isRefreshing = false }: InvoiceTableProps) => {
  const { money, date } = useFormats();
  const isNarrow = useIsNarrow();
  if (isNarrow) return <Cards invoices={invoices} />;

  const sortable = (field: string) =>
    sort === undefined
      ? {}
      : {
          key: field,
          sorter: true,
          showSorterTooltip: false,
          sortOrder:
            sort.field === field ? (sort.order === 'asc' ? ('ascend' as const) : ('descend' as const)) : null,
        };
  const columns: TableProps<InvoiceView>['columns'] = [
    {
      title: texts.columns.number,
      ...sortable('number'),
      render: (_, invoice) => (
        <Link className="strong-link" to={invoicePath(invoice)}>
          {numberOf(invoice)}
        </Link>
      ),
    },
    {
      title: texts.columns.date,
      ...sortable('issueDate'),
      render: (_, { issueDate }) => (issueDate === null ? '' : date(issueDate)),
    },
    {
      title: texts.columns.due,
      ...sortable('dueDate'),
      render: (_, { dueDate }) => (dueDate === null ? '' : date(dueDate)),
    },
    {
      title: texts.columns.amount,
      ...sortable('total'),
      align: 'right',
      render: (_, { total, currency }) => <span className="figure">{money(total, currency)}</span>,
    },
    { title: texts.columns.status, render: (_, invoice) => <InvoiceStatus invoice={invoice} /> },
    { title: texts.columns.actions, align: 'right', render: (_, invoice) => <Actions invoice={invoice} /> },
  ];
  return (
    <Table<InvoiceView>
      rowKey="id"
      columns={columns}
      dataSource={[...invoices]}
      pagination={false}
      loading={isRefreshing ? { delay: 300 } : false}
      sortDirections={['descend', 'ascend', 'descend']}
      scroll={{ x: 720 }}
      onChange={(_pages, _filters, sorter) => {
        const first = Array.isArray(sorter) ? sorter[0] : sorter;
        const order = first?.order ?? null;
        if (first?.columnKey === undefined || order === null) onSort?.(null);
        else onSort?.({ field: String(first.columnKey), order: order === 'ascend' ? 'asc' : 'desc' });
      }}
    />
  );
};
