import { type Limits, useLimits } from '../../api/hooks.js';
import { useFormats } from '../../app/account.js';
import { LoadFailure } from '../../components/LoadFailure.js';
import { Loading } from '../../components/Loading.js';
import { Meter } from '../../components/Meter.js';
import { Panel } from '../../components/Panel.js';
import { texts } from './account.texts.js';

const words = texts.limits;

const Used = ({ label, used }: { readonly label: string; readonly used: Limits['sites'] }) => {
  const { number } = useFormats();
  const current = number(used.current);
  if (used.max === null) return <Meter label={label} value={words.unlimited(current)} />;
  const isFull = used.current >= used.max;
  return (
    <Meter
      label={label}
      value={words.of(current, number(used.max))}
      share={used.max === 0 ? 1 : used.current / used.max}
      {...(isFull ? { tone: 'waiting' as const, hint: words.full } : {})}
    />
  );
};

const Credits = ({ credits }: { readonly credits: Limits['credits'] }) => {
  const { number } = useFormats();
  const { balance, includedMonthly } = credits;
  return (
    <Meter
      label={words.credits}
      value={words.balance(number(balance))}
      {...(includedMonthly > 0 ? { share: balance / includedMonthly } : {})}
      hint={includedMonthly > 0 ? words.monthly(number(includedMonthly)) : words.noneIncluded}
    />
  );
};

export const LimitsPanel = () => {
  const limits = useLimits();
  return (
    <Panel title={words.title}>
      {limits.state === 'loading' ? <Loading rows={5} /> : null}
      {limits.state === 'failed' ? <LoadFailure error={limits.error} onRetry={limits.retry} /> : null}
      {limits.state === 'loaded' ? (
        <div className="meters">
          <Used label={words.sites} used={limits.data.sites} />
          <Used label={words.users} used={limits.data.users} />
          <Credits credits={limits.data.credits} />
        </div>
      ) : null}
    </Panel>
  );
};
