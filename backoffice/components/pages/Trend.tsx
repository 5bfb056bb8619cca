import React from 'react';
import { moneyText } from '../kit/money';
import { Empty } from '../kit/ui';
import { dateText } from '../kit/words';

export interface TrendSeries {
  readonly currency: string;
  readonly weeks: readonly { readonly week: string; readonly amount: string }[];
}

const WIDTH = 640;
const HEIGHT = 180;
const FOOT = 22;
const GAP = 10;

/** Bars of twelve weeks, one currency at a time. The figures stand in a table for those who do not see the picture. */
export const Trend: React.FC<{ series: readonly TrendSeries[] }> = ({ series }) => {
  const [chosen, setChosen] = React.useState<string | null>(null);
  const shown = series.find(({ currency }) => currency === chosen) ?? series[0];
  if (!shown) return <Empty>No revenue in the last twelve weeks.</Empty>;
  return (
    <>
      {series.length > 1 ? (
        <fieldset className="quick">
          <legend className="unseen">Currency</legend>
          {series.map(({ currency }) => (
            <button
              key={currency}
              type="button"
              aria-pressed={currency === shown.currency}
              onClick={() => setChosen(currency)}
            >
              {currency}
            </button>
          ))}
        </fieldset>
      ) : null}
      <Bars series={shown} />
      <table className="unseen">
        <caption>Revenue by week in {shown.currency}</caption>
        <thead>
          <tr>
            <th scope="col">Week from</th>
            <th scope="col">Revenue</th>
          </tr>
        </thead>
        <tbody>
          {shown.weeks.map(({ week, amount }) => (
            <tr key={week}>
              <th scope="row">{dateText(week)}</th>
              <td>{moneyText(amount, shown.currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
};

/** Heights are drawn, not counted: a rounded number is good enough for a bar. */
const Bars: React.FC<{ series: TrendSeries }> = ({ series: { currency, weeks } }) => {
  const most = Math.max(1, ...weeks.map(({ amount }) => Number(amount)));
  const step = WIDTH / weeks.length;
  return (
    <svg className="trend" viewBox={`0 0 ${WIDTH} ${HEIGHT + FOOT}`} aria-hidden="true" focusable="false">
      <line x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} className="trend-ground" />
      {weeks.map(({ week, amount }, index) => {
        const height = Math.max(2, (Math.max(0, Number(amount)) / most) * (HEIGHT - 12));
        return (
          <g key={week}>
            <title>{`Week from ${dateText(week)}: ${moneyText(amount, currency)}`}</title>
            <rect
              x={index * step + GAP / 2}
              y={HEIGHT - height}
              width={step - GAP}
              height={height}
              rx="4"
              className={index === weeks.length - 1 ? 'trend-bar now' : 'trend-bar'}
            />
            {index % 2 === 1 ? (
              <text x={index * step + step / 2} y={HEIGHT + 16} textAnchor="middle">
                {dateText(week).replace(/ \d{4}$/, '')}
              </text>
            ) : null}
          </g>
        );
      })}
    </svg>
  );
};
