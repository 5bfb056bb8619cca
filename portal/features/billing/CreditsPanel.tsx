import { Button } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { CreditBalanceView } from '../../../server/billing/credits/credits.contract.js';
import { useBalance } from '../../api/hooks.js';
import { useFormats, useMay } from '../../app/account.js';
import { LoadFailure } from '../../components/LoadFailure.js';
import { Loading } from '../../components/Loading.js';
import { Panel } from '../../components/Panel.js';
import { texts } from './billing.texts.js';
import { openLots, partsOf } from './lots.js';

const words = texts.credits;
const FEW = 5;

const Composition = ({ balance }: { readonly balance: CreditBalanceView }) => {
  const { number } = useFormats();
  const parts = partsOf(balance);
  return (
    <div className="composition">
      <div className="composition-bar" aria-hidden="true">
        {parts.map(({ name, share }) => (
          <span key={name} className={`part-${name}`} style={{ flexGrow: share }} />
        ))}
      </div>
      <dl className="composition-parts" aria-label={words.composition}>
        {parts.map(({ name, credits }) => (
          <div key={name}>
            <dt>
              <span className={`dot part-${name}`} aria-hidden="true" />
              {words[name]}
            </dt>
            <dd>{number(credits)}</dd>
          </div>
        ))}
        {balance.reserved === 0 ? null : (
          <div>
            <dt>{words.reserved}</dt>
            <dd>{number(balance.reserved)}</dd>
          </div>
        )}
        {balance.debt === 0 ? null : (
          <div className="bad">
            <dt>{words.debt}</dt>
            <dd>{number(balance.debt)}</dd>
          </div>
        )}
      </dl>
      {balance.debt === 0 ? null : <p className="fine">{words.owedNote(number(balance.debt))}</p>}
    </div>
  );
};

const Lots = ({ balance }: { readonly balance: CreditBalanceView }) => {
  const { number, day } = useFormats();
  const [isAll, setIsAll] = useState(false);
  const lots = openLots(balance);
  if (lots.length === 0) return <p className="quiet">{words.none}</p>;
  const shown = isAll ? lots : lots.slice(0, FEW);
  return (
    <>
      <table className="lines lots" aria-label={words.lots}>
        <thead>
          <tr>
            <th scope="col">{words.origin}</th>
            <th scope="col">{words.expires}</th>
            <th scope="col" className="figure">
              {words.remaining}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((lot) => (
            <tr key={lot.id}>
              <td>{words.source[lot.source]}</td>
              <td>{lot.expiresAt === null ? words.never : day(lot.expiresAt)}</td>
              <td className="figure">{words.of(number(lot.remaining), number(lot.granted))}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < lots.length ? (
        <Button type="link" size="small" onClick={() => setIsAll(true)}>
          {words.more(lots.length)}
        </Button>
      ) : null}
    </>
  );
};

export const CreditsPanel = () => {
  const { number } = useFormats();
  const navigate = useNavigate();
  const mayBuy = useMay('buy');
  const balance = useBalance();
  return (
    <Panel
      title={words.title}
      actions={
        mayBuy ? (
          <Button type="primary" onClick={() => void navigate('/account/credits/purchase')}>
            {words.purchase}
          </Button>
        ) : null
      }
    >
      {balance.state === 'loading' ? <Loading rows={6} /> : null}
      {balance.state === 'failed' ? <LoadFailure error={balance.error} onRetry={balance.retry} /> : null}
      {balance.state === 'loaded' ? (
        <>
          <p className="balance">
            <strong>{number(balance.data.balance)}</strong> <span>{words.available}</span>
          </p>
          <Composition balance={balance.data} />
          <Lots balance={balance.data} />
        </>
      ) : null}
    </Panel>
  );
};
