import { FileTextOutlined } from '@ant-design/icons';
import { useList } from '@refinedev/core';
import { Link } from 'react-router';
import type { InvoiceView } from '../../../server/billing/invoices/invoices.contract.js';
import type { ApiError } from '../../api/problem.js';
import { EmptyState } from '../../components/EmptyState.js';
import { LoadFailure } from '../../components/LoadFailure.js';
import { Loading } from '../../components/Loading.js';
import { Panel } from '../../components/Panel.js';
import { InvoiceTable } from '../invoices/InvoiceTable.js';
import { texts } from './billing.texts.js';

const words = texts.history;
const LAST = 5;

/** The newest invoices; all of them are on their own page. */
export const HistoryPanel = () => {
  const { query } = useList<InvoiceView, ApiError>({
    resource: 'invoices',
    pagination: { currentPage: 1, pageSize: LAST },
    sorters: [
      { field: 'issueDate', order: 'desc' },
      { field: 'number', order: 'desc' },
    ],
    errorNotification: false,
  });
  const invoices = query.data?.data;
  return (
    <Panel title={words.title} flush actions={<Link to="/account/invoices">{words.all}</Link>}>
      {invoices === undefined && query.error === null ? <Loading rows={6} /> : null}
      {invoices === undefined && query.error !== null ? (
        <LoadFailure error={query.error} onRetry={() => void query.refetch()} />
      ) : null}
      {invoices?.length === 0 ? (
        <EmptyState icon={<FileTextOutlined />} title={words.none} body={words.noneBody} />
      ) : null}
      {invoices !== undefined && invoices.length > 0 ? <InvoiceTable invoices={invoices} /> : null}
    </Panel>
  );
};
