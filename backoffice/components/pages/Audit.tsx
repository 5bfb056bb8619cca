import React from 'react';
import { PageHeader } from '../app/Header';
import type { Notice } from '../kit/admin';
import { CallFailed, call } from '../kit/api';
import { numberText } from '../kit/money';
import { useAnnounce } from '../kit/notices';
import { Badge, Card, Empty, Facts, Nothing, Skeleton, Table, When } from '../kit/ui';
import { wordFor } from '../kit/words';

interface Finding {
  readonly invariant: number;
  readonly key: string;
  readonly sentence: string;
  readonly breaches: readonly { readonly name: string; readonly found: string }[];
  readonly more: boolean;
  readonly tookMs: number;
}

interface Run {
  readonly id: string;
  readonly source: string;
  readonly state: string;
  readonly askedBy: { readonly name: string } | null;
  readonly sentences: number;
  readonly findings: readonly Finding[];
  readonly failure: string | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

interface Answer {
  readonly runs: readonly Run[];
  readonly mayRead: boolean;
  readonly mayRun: boolean;
  readonly notice: Notice | null;
}

const PATH = '/pages/audit';
const LOOK_AGAIN_MS = 1_000;

const isUnderWay = ({ state }: Run): boolean => state === 'waiting' || state === 'running';

/** What the last audits proved, line by line; one can be had now, and is watched while it runs. */
const Audit: React.FC = () => {
  const { answer, failure, start, isStarting } = useAudit();
  const [latest] = answer?.runs ?? [];
  const running = latest && isUnderWay(latest) ? latest : null;
  return (
    <div className="page">
      <PageHeader
        title="Audit"
        lead="Every night the whole database is proved: books that balance, sums that are what they are sums of, numbers without a gap, papers that nobody touched. It only reads."
      >
        {answer?.mayRun ? (
          <button
            type="button"
            className="button primary"
            disabled={isStarting || running !== null}
            onClick={start}
            data-testid="run-audit"
          >
            {running ? 'Under way…' : 'Run the audit now'}
          </button>
        ) : null}
      </PageHeader>
      {failure ? (
        <p className="problem" role="alert">
          {failure}
        </p>
      ) : null}
      {answer === null && !failure ? <Skeleton rows={10} /> : null}
      {answer && !answer.mayRead ? (
        <p className="hint warn">The audit is open to finance and administrators.</p>
      ) : null}
      {answer?.mayRead && !latest ? (
        <div className="card">
          <Empty>No audit has been run yet.</Empty>
        </div>
      ) : null}
      {latest ? <Result run={latest} /> : null}
      {answer && answer.runs.length > 1 ? <Earlier runs={answer.runs.slice(1)} /> : null}
    </div>
  );
};

/** The newest runs; looked at again every second while one is under way. */
function useAudit() {
  const [answer, setAnswer] = React.useState<Answer | null>(null);
  const [failure, setFailure] = React.useState<string | null>(null);
  const [isStarting, setStarting] = React.useState(false);
  const announce = useAnnounce();
  const load = React.useCallback(async (body?: object) => {
    try {
      const next = await call<Answer>(PATH, body ? { body } : {});
      setAnswer(next);
      setFailure(next.notice?.type === 'error' ? next.notice.message : null);
      return next;
    } catch (error) {
      setFailure(error instanceof CallFailed ? error.message : 'Something went wrong.');
      return null;
    }
  }, []);
  React.useEffect(() => void load(), [load]);
  const isRunning = answer?.runs.some(isUnderWay) ?? false;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer sets the clock again
  React.useEffect(() => {
    if (!isRunning) return undefined;
    const timer = window.setTimeout(() => void load(), LOOK_AGAIN_MS);
    return () => window.clearTimeout(timer);
  }, [answer, isRunning, load]);
  const start = () => {
    setStarting(true);
    void load({}).then((next) => {
      setStarting(false);
      if (next?.notice && next.notice.type !== 'error') announce(next.notice);
    });
  };
  return { answer, failure, start, isStarting };
}

const Result: React.FC<{ run: Run }> = ({ run }) => {
  const failed = run.findings.filter(({ breaches }) => breaches.length > 0);
  return (
    <>
      <Card
        title={isUnderWay(run) ? 'Under way' : 'Last result'}
        side={
          <span data-testid="audit-state">
            <Badge value={run.state} />
          </span>
        }
      >
        {isUnderWay(run) ? (
          <div className="progress">
            <progress aria-label="Sentences proved" max={run.sentences} value={run.findings.length} />
            <p className="soft" role="status">
              {run.state === 'waiting'
                ? 'Waiting for its turn.'
                : `${run.findings.length} of ${run.sentences} sentences are proved.`}
            </p>
          </div>
        ) : null}
        {run.failure ? <p className="problem">{run.failure}</p> : null}
        <Facts
          columns={2}
          facts={{
            Began: <When at={run.startedAt ?? run.createdAt} />,
            Ended: <When at={run.finishedAt} />,
            Why: run.askedBy ? `Asked for by ${run.askedBy.name}` : wordFor(run.source),
            Sentences: `${numberText(run.findings.length - failed.length)} of ${numberText(run.sentences)} hold`,
          }}
        />
      </Card>
      {failed.length > 0 ? <Failed findings={failed} /> : null}
      <Card title="Sentences" flush>
        {run.findings.length === 0 ? (
          <Empty>None is proved yet.</Empty>
        ) : (
          <Table
            label="Sentences"
            rows={run.findings.map((finding) => ({ ...finding, id: finding.key }))}
            columns={[
              {
                label: 'Holds',
                cell: ({ breaches }) => (
                  <span className={breaches.length === 0 ? 'badge badge-ok' : 'badge badge-bad'}>
                    {breaches.length === 0 ? 'Yes' : 'No'}
                  </span>
                ),
              },
              { label: 'Sentence', cell: ({ sentence }) => sentence },
              {
                label: 'Took',
                isNumber: true,
                cell: ({ tookMs }) => <span className="figure">{numberText(tookMs)} ms</span>,
              },
            ]}
          />
        )}
      </Card>
    </>
  );
};

/** What does not hold, with the rows to look at. */
const Failed: React.FC<{ findings: readonly Finding[] }> = ({ findings }) => (
  <Card title="What does not hold">
    <ul className="stack">
      {findings.map((finding) => (
        <li key={finding.key}>
          <strong>{finding.sentence}</strong>
          <ul>
            {finding.breaches.map(({ name, found }) => (
              <li key={`${name} ${found}`}>
                <code className="code">{name}</code>: {found}
              </li>
            ))}
          </ul>
          {finding.more ? <span className="soft">There are more.</span> : null}
        </li>
      ))}
    </ul>
  </Card>
);

const Earlier: React.FC<{ runs: readonly Run[] }> = ({ runs }) => (
  <Card title="Earlier" flush>
    <Table
      label="Earlier audits"
      rows={runs}
      columns={[
        { label: 'Began', cell: (run) => <When at={run.startedAt ?? run.createdAt} /> },
        { label: 'Why', cell: (run) => (run.askedBy ? run.askedBy.name : wordFor(run.source)) },
        { label: 'Result', cell: (run) => <Badge value={run.state} /> },
        {
          label: 'What does not hold',
          cell: (run) => {
            const failed = run.findings.filter(({ breaches }) => breaches.length > 0);
            return failed.length === 0 ? <Nothing /> : failed.map(({ sentence }) => sentence).join('; ');
          },
        },
      ]}
    />
  </Card>
);

export default Audit;
