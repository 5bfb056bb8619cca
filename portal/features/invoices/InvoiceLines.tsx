import type { InvoiceView } from '../../../server/billing/invoices/invoices.contract.js';
import { useFormats } from '../../app/account.js';
import { Panel } from '../../components/Panel.js';
import { TaxNote, TaxRows, taxTexts } from '../../components/TaxRows.js';
import { texts } from './invoices.texts.js';

const words = texts.detail;

/** What was taken off a line: its amount is net of it, as on the paper. */
const Discount = ({ amount, inCurrency }: { amount: number; inCurrency: (minor: number) => string }) =>
  amount === 0 ? null : (
    <div className="fine">
      {words.discount} {inCurrency(amount)}
    </div>
  );

/** The lines and how they add up, as on the paper. */
export const InvoiceLines = ({ invoice }: { readonly invoice: InvoiceView }) => {
  const { money, number } = useFormats();
  const inCurrency = (minor: number) => money(minor, invoice.currency);
  return (
    <Panel title={words.lines} flush>
      <table className="lines">
        <thead>
          <tr>
            <th scope="col">{words.description}</th>
            <th scope="col" className="figure">
              {words.quantity}
            </th>
            <th scope="col" className="figure lines-unit">
              {words.unit}
            </th>
            <th scope="col" className="figure">
              {words.amount}
            </th>
          </tr>
        </thead>
        <tbody>
          {invoice.lines.map((line) => (
            <tr key={line.id}>
              <td>
                {line.description}
                <Discount amount={line.amount - line.unitAmount * line.quantity} inCurrency={inCurrency} />
              </td>
              <td className="figure">{number(line.quantity)}</td>
              <td className="figure lines-unit">{inCurrency(line.unitAmount)}</td>
              <td className="figure">{inCurrency(line.amount)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <dl className="sums sums-invoice">
        <div>
          <dt>
            {invoice.pricesIncludeTax ? `${words.subtotal} · ${taxTexts.pricesInclude}` : words.subtotal}
          </dt>
          <dd>{inCurrency(invoice.pricesIncludeTax ? invoice.subtotal + invoice.tax : invoice.subtotal)}</dd>
        </div>
        {invoice.discount === 0 ? null : (
          <div>
            <dt>{words.discount}</dt>
            <dd>{inCurrency(-invoice.discount)}</dd>
          </div>
        )}
        {invoice.pricesIncludeTax ? null : <TaxRows sale={invoice} />}
        <div className="sums-total">
          <dt>{words.total}</dt>
          <dd>{inCurrency(invoice.total)}</dd>
        </div>
        {invoice.pricesIncludeTax ? <TaxRows sale={invoice} /> : null}
        {invoice.amountPaid === 0 ? null : (
          <div>
            <dt>{words.paid}</dt>
            <dd>{inCurrency(-invoice.amountPaid)}</dd>
          </div>
        )}
        <div className="sums-due">
          <dt>{words.due}</dt>
          <dd>{inCurrency(invoice.amountDue)}</dd>
        </div>
      </dl>
      <TaxNote sale={invoice} />
    </Panel>
  );
};
