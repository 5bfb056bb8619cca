import { FileTextOutlined, SearchOutlined } from '@ant-design/icons';
import { useList } from '@refinedev/core';
import { Button } from 'antd';
import { useCallback } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import type { InvoiceView } from '../../../server/billing/invoices/invoices.contract.js';
import type { ApiError } from '../../api/problem.js';
import { useFormats, useMay } from '../../app/account.js';
import { EmptyState } from '../../components/EmptyState.js';
import { LoadFailure } from '../../components/LoadFailure.js';
import { Loading } from '../../components/Loading.js';
import { Page } from '../../components/Page.js';
import { Pages } from '../../components/Pages.js';
import { InvoiceFilters } from './InvoiceFilters.js';
import { InvoiceTable } from './InvoiceTable.js';
import { texts } from './invoices.texts.js';
import {
  filtersOf,
  initialState,
  isFiltered,
  type ListState,
  PAGE_SIZE,
  readState,
  SORT_FIELDS,
  sortersOf,
  writeState,
} from './listState.js';

/** The list's state lives in the address; a change of what is listed starts at the first page. */
const useListState = () => {
  const [query, setQuery] = useSearchParams();
  const state = readState(query);
  const change = useCallback(
    (part: Partial<ListState>) =>
      setQuery((now) => writeState({ ...readState(now), page: 1, ...part }), {
        replace: part.page === undefined,
        preventScrollReset: true,
      }),
    [setQuery],
  );
  return { state, change };
};

const Empty = ({ state, onClear }: { readonly state: ListState; readonly onClear: () => void }) => {
  const navigate = useNavigate();
  const mayBuy = useMay('buy');
  if (isFiltered(state)) {
    return (
      <EmptyState
        icon={<SearchOutlined />}
        title={texts.noMatch.title}
        body={texts.noMatch.body}
        action={<Button onClick={onClear}>{texts.noMatch.action}</Button>}
      />
    );
  }
  return (
    <EmptyState
      icon={<FileTextOutlined />}
      title={texts.empty.title}
      body={texts.empty.body}
      action={
        mayBuy ? (
          <Button type="primary" onClick={() => void navigate('/account/credits/purchase')}>
            {texts.empty.action}
          </Button>
        ) : null
      }
    />
  );
};

export const InvoicesPage = () => {
  const { number } = useFormats();
  const { state, change } = useListState();
  const { query } = useList<InvoiceView, ApiError>({
    resource: 'invoices',
    pagination: { currentPage: state.page, pageSize: PAGE_SIZE },
    sorters: sortersOf(state),
    filters: filtersOf(state),
    errorNotification: false,
    // The old rows stay until the new ones are there.
    queryOptions: { placeholderData: (previous) => previous },
  });
  const invoices = query.data?.data;
  const total = query.data?.total ?? 0;

  const content = () => {
    if (invoices === undefined) {
      return query.error === null ? (
        <Loading rows={10} />
      ) : (
        <LoadFailure error={query.error} onRetry={() => void query.refetch()} />
      );
    }
    if (invoices.length === 0 && state.page === 1) {
      return <Empty state={state} onClear={() => change({ ...initialState, sort: state.sort })} />;
    }
    return (
      <>
        <InvoiceTable
          invoices={invoices}
          sort={state.sort}
          isRefreshing={query.isPlaceholderData}
          onSort={({ field: name, order }) => {
            const field = SORT_FIELDS.find((known) => known === name);
            if (field !== undefined) change({ sort: { field, order } });
          }}
        />
        <div className="table-foot">
          <span className="fine">
            {texts.range(
              number(Math.min((state.page - 1) * PAGE_SIZE + 1, total)),
              number(Math.min(state.page * PAGE_SIZE, total)),
              number(total),
            )}
          </span>
          {total > PAGE_SIZE ? (
            <Pages
              current={state.page}
              last={Math.ceil(total / PAGE_SIZE)}
              onChange={(page) => change({ page })}
            />
          ) : null}
        </div>
      </>
    );
  };

  return (
    <Page title={texts.title}>
      <InvoiceFilters state={state} onChange={change} />
      <section className="panel" aria-label={texts.table}>
        <div className="panel-flush">{content()}</div>
      </section>
    </Page>
  );
};
