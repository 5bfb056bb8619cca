import React from 'react';
import { moneyText, numberText, percentText } from '../kit/money';
import { Card, Empty, Money, Scroll } from '../kit/ui';
import type { CreditRelated } from './CreditInvoice';
import type { Preview, Previewed } from './usePreview';

/** What the credit note will say and do. */
export const CreditPreview: React.FC<Previewed & { lines: CreditRelated['lines'] }> = ({
  preview,
  refusal,
  isLoading,
  lines,
}) => (
  <div>
    <Card title="What will happen">
      <div aria-live="polite" aria-busy={isLoading} data-testid="credit-preview">
        {refusal ? <p className="problem">{refusal}</p> : null}
        {!preview && !refusal ? <Empty>Say what is to be credited.</Empty> : null}
        {preview ? (
          <>
            <p className="figure-big">
              <Money minor={preview.total} currency={preview.currency} />
              <span className="soft"> credited</span>
            </p>
            <ul className="stack">
              {deedsOf(preview).map((deed) => (
                <li key={deed}>{deed}</li>
              ))}
            </ul>
            {preview.needsSecondPerson ? (
              <p className="hint warn">
                This is above what you may do alone: it is asked for, and done when somebody else agrees.
              </p>
            ) : null}
          </>
        ) : null}
      </div>
    </Card>
    {preview ? (
      <Card title="On the credit note" flush>
        <Paper preview={preview} lines={lines} />
      </Card>
    ) : null}
  </div>
);

/** The consequences in sentences; what does not happen is not said. */
function deedsOf({ currency, ...preview }: Preview): string[] {
  const money = (minor: number) => moneyText(minor, currency);
  const deeds: string[] = [];
  if (preview.appliedToDue > 0) deeds.push(`${money(preview.appliedToDue)} less is due on the invoice.`);
  if (preview.toAccount > 0)
    deeds.push(
      `${money(preview.toAccount)} was paid and becomes the customer's money on account: it pays other invoices or is paid out.`,
    );
  if (preview.creditsTaken > 0) deeds.push(`${numberText(preview.creditsTaken)} credits leave the wallet.`);
  if (preview.creditsOwed > 0)
    deeds.push(`${numberText(preview.creditsOwed)} credits have been spent and become a debt in credits.`);
  const ordered = preview.lines.reduce((sum, { credits }) => sum + credits, 0);
  if (ordered > 0 && preview.creditsTaken + preview.creditsOwed === 0)
    deeds.push(`${numberText(ordered)} credits that were ordered will not be granted.`);
  return deeds;
}

const Paper: React.FC<{ preview: Preview; lines: CreditRelated['lines'] }> = ({ preview, lines }) => {
  const { currency } = preview;
  const names = new Map(lines.map(({ id, description }) => [id, description]));
  const row = (label: string, minor: number, strong = false) => (
    <tr key={label} className={strong ? 'sum strong' : 'sum'}>
      <th scope="row">{label}</th>
      <td className="number">
        <Money minor={minor} currency={currency} strong={strong} />
      </td>
    </tr>
  );
  return (
    <Scroll label="Table: On the credit note">
      <table className="table">
        <tbody>
          {preview.lines.map((line) => (
            <tr key={line.invoiceLineId}>
              <td>
                {names.get(line.invoiceLineId)}
                {line.credits > 0 ? (
                  <span className="soft block">{numberText(line.credits)} credits</span>
                ) : null}
              </td>
              <td className="number">
                <Money minor={line.amount} currency={currency} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          {row('Net', preview.subtotal)}
          {preview.taxes.map((tax) => row(`${tax.name} ${percentText(tax.basisPoints)}`, tax.amount))}
          {row('Total', preview.total, true)}
        </tfoot>
      </table>
    </Scroll>
  );
};
