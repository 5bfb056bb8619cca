import React from 'react';
import { Link, useLocation, useNavigate } from 'react-router-dom';
import type { Choice, ListExport } from '../../kit/look';
import { ActionDialog } from '../forms/ActionDialog';
import type { ActionJson, ListLookJson, Notice, RecordJson, ResourceJson } from '../kit/admin';
import { CallFailed, call, isAborted } from '../kit/api';
import { Icon } from '../kit/icons';
import { numberText } from '../kit/money';
import { Empty, Skeleton } from '../kit/ui';
import { BulkBar } from './Bulk';
import { PageHeader } from './Header';
import { ListFilters } from './ListFilters';
import { ListTable } from './ListTable';
import { type ListState, readList, writeList } from './listAddress';

const COUNTED_TO = 20_000;

interface Answer {
  readonly records: readonly RecordJson[];
  readonly meta: {
    readonly total: number;
    readonly perPage: number;
    readonly page: number;
    readonly sortBy: string;
    readonly direction: 'asc' | 'desc';
    readonly counts: Readonly<Record<string, number>>;
    readonly choices: Readonly<Record<string, readonly Choice[]>>;
  };
  readonly notice?: Notice;
}

/** The list of a resource: quick filters, search, filter panel, table, pages. */
const RecordList: React.FC<{ resource: ResourceJson; action: ActionJson }> = ({ resource, action }) => {
  const look = action.custom as unknown as ListLookJson;
  const { search } = useLocation();
  const navigate = useNavigate();
  const list = readList(search);
  const { answer, failure, isLoading, reload } = useRecords(resource.id, search);
  const [open, setOpen] = React.useState<{ record: RecordJson; action: ActionJson } | null>(null);
  const [ticked, setTicked] = React.useState<ReadonlySet<string>>(new Set());
  // Another page or filter: nothing that is out of sight stays ticked.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the address changes
  React.useEffect(() => setTicked(new Set()), [resource.id, search]);
  const go = (change: Partial<ListState>) =>
    navigate(`/admin/resources/${resource.id}${writeList({ ...list, page: 1, ...change })}`);
  const creating = resource.resourceActions.filter((candidate) => candidate.custom.tone === 'primary');
  const total = answer?.meta.total ?? 0;
  return (
    <div className="page" data-css={`${resource.id}-list`}>
      <PageHeader
        title={look.title}
        badge={
          answer ? (
            <span className="count">
              {total > COUNTED_TO ? `${numberText(COUNTED_TO)}+` : numberText(total)}
            </span>
          ) : null
        }
      >
        {look.exports?.map((file) => (
          <a key={file.path} className="button" href={fileAddress(file, list.filters)} download>
            <Icon name="file" size={16} /> {file.label}
          </a>
        ))}
        {creating.map((candidate) => (
          <Link
            key={candidate.name}
            className="button primary"
            data-testid={`action-${candidate.name}`}
            to={`/admin/resources/${resource.id}/actions/${candidate.name}`}
          >
            <Icon name="plus" /> {candidate.custom.label}
          </Link>
        ))}
      </PageHeader>
      <ListFilters
        key={resource.id}
        resourceId={resource.id}
        look={look}
        list={list}
        counts={answer?.meta.counts ?? {}}
        choices={answer?.meta.choices ?? {}}
        onChange={(filters) => go({ filters })}
      />
      {failure ? (
        <p className="problem" role="alert">
          {failure}
        </p>
      ) : null}
      <p className="unseen" role="status">
        {isLoading ? 'Loading' : `${total} found`}
      </p>
      {answer === null && isLoading ? <Skeleton rows={10} /> : null}
      {answer && answer.records.length === 0 && !failure ? (
        <div className="card" data-css={`${resource.id}-empty`}>
          <Empty>{Object.keys(list.filters).length > 0 ? 'Nothing fits these filters.' : look.empty}</Empty>
        </div>
      ) : null}
      <BulkBar
        resource={resource}
        selected={answer?.records.filter(({ id }) => ticked.has(id)) ?? []}
        onClear={() => setTicked(new Set())}
        onDone={reload}
      />
      {answer && answer.records.length > 0 ? (
        <ListTable
          resource={resource}
          look={look}
          records={answer.records}
          sort={answer.meta}
          list={list}
          isLoading={isLoading}
          onAction={(record, chosen) => setOpen({ record, action: chosen })}
          selection={{ ids: ticked, set: setTicked }}
        />
      ) : null}
      {answer ? (
        <Pages
          page={answer.meta.page}
          pages={Math.ceil(total / (answer.meta.perPage || 1))}
          addressOf={(page) => `/admin/resources/${resource.id}${writeList({ ...list, page })}`}
        />
      ) : null}
      {open ? (
        <ActionDialog
          resource={resource}
          record={open.record}
          action={open.action}
          onClose={() => setOpen(null)}
          onDone={reload}
        />
      ) : null}
    </div>
  );
};

/** The list as a file, narrowed as it is on the screen. */
function fileAddress({ path, parameters }: ListExport, filters: ListState['filters']): string {
  const query = new URLSearchParams(
    Object.entries(filters).flatMap(([name, value]) => {
      const parameter = parameters[name];
      return parameter === undefined ? [] : [[parameter, value]];
    }),
  ).toString();
  return query === '' ? path : `${path}?${query}`;
}

/** The page that the address asks for; the last answer stays on the screen until the next one is there. */
function useRecords(resourceId: string, search: string) {
  const [answer, setAnswer] = React.useState<Answer | null>(null);
  const [failure, setFailure] = React.useState<string | null>(null);
  const [isLoading, setLoading] = React.useState(true);
  const load = React.useCallback(
    async (signal?: AbortSignal) => {
      setLoading(true);
      try {
        const next = await call<Answer>(
          `/resources/${resourceId}/actions/list${search}`,
          signal ? { signal } : {},
        );
        setFailure(next.notice?.type === 'error' ? next.notice.message : null);
        setAnswer(next);
        setLoading(false);
      } catch (error) {
        if (isAborted(error)) return;
        setFailure(error instanceof CallFailed ? error.message : 'Something went wrong.');
        setLoading(false);
      }
    },
    [resourceId, search],
  );
  React.useEffect(() => {
    const leaving = new AbortController();
    void load(leaving.signal);
    // Whoever comes back to this tab sees what has happened meanwhile.
    const comeBack = () => document.visibilityState === 'visible' && void load(leaving.signal);
    document.addEventListener('visibilitychange', comeBack);
    return () => {
      leaving.abort();
      document.removeEventListener('visibilitychange', comeBack);
    };
  }, [load]);
  return { answer, failure, isLoading, reload: () => load() };
}

const Pages: React.FC<{ page: number; pages: number; addressOf: (page: number) => string }> = ({
  page,
  pages,
  addressOf,
}) => {
  if (pages <= 1) return null;
  const step = (to: number, label: string, testId: string, children: React.ReactNode) =>
    to >= 1 && to <= pages && to !== page ? (
      <Link className="button small" to={addressOf(to)} aria-label={label} data-testid={testId}>
        {children}
      </Link>
    ) : (
      <span className="button small disabled" aria-hidden="true">
        {children}
      </span>
    );
  const near = [page - 1, page, page + 1].filter((candidate) => candidate >= 1 && candidate <= pages);
  return (
    <nav className="pages" aria-label="Pages">
      {step(page - 1, 'Previous page', 'previous', <Icon name="left" size={16} />)}
      {near[0] !== 1 ? step(1, 'Page 1', 'first', '1') : null}
      {(near[0] ?? 1) > 2 ? <span aria-hidden="true">…</span> : null}
      {near.map((candidate) =>
        candidate === page ? (
          <span key={candidate} className="button small current" aria-current="page">
            <span className="unseen">Page </span>
            {numberText(candidate)}
          </span>
        ) : (
          <React.Fragment key={candidate}>
            {step(candidate, `Page ${candidate}`, `page-${candidate}`, numberText(candidate))}
          </React.Fragment>
        ),
      )}
      {(near.at(-1) ?? pages) < pages - 1 ? <span aria-hidden="true">…</span> : null}
      {near.at(-1) !== pages ? step(pages, `Page ${pages}`, 'last', numberText(pages)) : null}
      {step(page + 1, 'Next page', 'next', <Icon name="right" size={16} />)}
    </nav>
  );
};

export default RecordList;
