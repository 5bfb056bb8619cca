import React from 'react';
import { PageHeader } from '../app/Header';
import type { Notice } from '../kit/admin';
import { CallFailed, call } from '../kit/api';
import { Dialog } from '../kit/fields';
import { Icon } from '../kit/icons';
import { moneyText } from '../kit/money';
import { useAnnounce } from '../kit/notices';
import { Card, Empty, Skeleton } from '../kit/ui';
import { countryText, wordFor } from '../kit/words';
import { MethodForm } from './MethodForm';
import type { MethodConfig, Outcome } from './methodDraft';

interface Answer {
  readonly configs: readonly MethodConfig[];
  readonly mayChange: boolean;
  readonly notice: Notice | null;
  readonly errors: Readonly<Record<string, { message: string }>> | null;
}

const PATH = '/pages/payment-methods';

/** Which methods customers may use, country by country. */
const PaymentMethods: React.FC = () => {
  const [answer, setAnswer] = React.useState<Answer | null>(null);
  const [failure, setFailure] = React.useState<string | null>(null);
  const [editing, setEditing] = React.useState<Partial<MethodConfig> | null>(null);
  const announce = useAnnounce();
  React.useEffect(() => {
    call<Answer>(PATH).then(setAnswer, (error: unknown) =>
      setFailure(error instanceof CallFailed ? error.message : 'Something went wrong.'),
    );
  }, []);

  const change = async (body: object): Promise<Outcome> => {
    try {
      const next = await call<Answer>(PATH, { body });
      setAnswer(next);
      if (next.notice && next.notice.type !== 'error') announce(next.notice);
      if (next.notice?.type !== 'error') return null;
      return {
        message: next.notice.message,
        errors: Object.fromEntries(
          Object.entries(next.errors ?? {}).map(([path, error]) => [path, error.message]),
        ),
      };
    } catch (error) {
      return { message: error instanceof CallFailed ? error.message : 'Something went wrong.', errors: {} };
    }
  };
  const flip = async (config: MethodConfig) => {
    const refused = await change({ do: 'update', id: config.id, change: { isEnabled: !config.isEnabled } });
    if (refused) announce({ type: 'error', message: refused.message });
  };

  const byCountry = groupByCountry(answer?.configs ?? []);
  return (
    <div className="page">
      <PageHeader
        title="Payment methods"
        lead="What customers may pay with, by the country of their billing address. A country of its own replaces “Everywhere else”."
      >
        {answer?.mayChange ? (
          <button type="button" className="button primary" onClick={() => setEditing({})}>
            <Icon name="plus" /> Add a method
          </button>
        ) : null}
      </PageHeader>
      {failure ? (
        <p className="problem" role="alert">
          {failure}
        </p>
      ) : null}
      {answer === null && !failure ? <Skeleton rows={8} /> : null}
      {answer && byCountry.length === 0 ? (
        <div className="card">
          <Empty>No method is set up: customers cannot pay.</Empty>
        </div>
      ) : null}
      <div className="methods">
        {byCountry.map(([country, configs]) => (
          <Card
            key={country}
            title={countryText(country)}
            side={<span className="count">{country === '*' ? 'All' : country}</span>}
          >
            <ul className="method-list">
              {configs.map((config) => (
                <Method
                  key={config.id}
                  config={config}
                  mayChange={answer?.mayChange ?? false}
                  onFlip={() => void flip(config)}
                  onEdit={() => setEditing(config)}
                />
              ))}
            </ul>
          </Card>
        ))}
      </div>
      {editing ? (
        <Dialog
          title={
            editing.id
              ? `${wordFor(editing.method ?? '')} in ${countryText(editing.country ?? '')}`
              : 'Add a payment method'
          }
          onClose={() => setEditing(null)}
        >
          <MethodForm config={editing} change={change} onClose={() => setEditing(null)} />
        </Dialog>
      ) : null}
    </div>
  );
};

function groupByCountry(configs: readonly MethodConfig[]): [string, MethodConfig[]][] {
  const groups = new Map<string, MethodConfig[]>();
  for (const config of configs) groups.set(config.country, [...(groups.get(config.country) ?? []), config]);
  const name = (country: string) => (country === '*' ? '\uffff' : countryText(country));
  for (const group of groups.values()) group.sort((a, b) => a.sortOrder - b.sortOrder);
  return [...groups].sort(([a], [b]) => name(a).localeCompare(name(b), 'en'));
}

const Method: React.FC<{
  config: MethodConfig;
  mayChange: boolean;
  onFlip: () => void;
  onEdit: () => void;
}> = ({ config, mayChange, onFlip, onEdit }) => {
  const id = React.useId();
  const place = countryText(config.country);
  return (
    <li data-id={config.id}>
      <div>
        <strong id={id}>{config.displayName}</strong>
        <span className="soft block">{[wordFor(config.method), ...detailsOf(config)].join(' · ')}</span>
      </div>
      {mayChange ? (
        <button
          type="button"
          className="button small"
          onClick={onEdit}
          aria-label={`Edit ${config.displayName} in ${place}`}
        >
          Edit
        </button>
      ) : null}
      <button
        type="button"
        role="switch"
        className="switch"
        aria-checked={config.isEnabled}
        aria-label={`${config.displayName} in ${place}`}
        disabled={!mayChange}
        onClick={onFlip}
      />
    </li>
  );
};

function detailsOf(config: MethodConfig): string[] {
  const unit = config.currencies[0];
  const limit = (minor: number) => (unit ? moneyText(minor, unit) : String(minor));
  return [
    config.currencies.length > 0 ? config.currencies.join(', ') : 'all currencies',
    ...(config.minimumAmount === null ? [] : [`from ${limit(config.minimumAmount)}`]),
    ...(config.maximumAmount === null ? [] : [`up to ${limit(config.maximumAmount)}`]),
  ];
}

export default PaymentMethods;
