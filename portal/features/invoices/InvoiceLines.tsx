import type { InvoiceView } from '../../../server/billing/invoices/invoices.contract.js';
import { useFormats } from '../../app/account.js';
import { Panel } from '../../components/Panel.js';
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
  const { money, number, percent } = useFormats();
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
          <dt>{words.subtotal}</dt>
          <dd>{inCurrency(invoice.subtotal)}</dd>
        </div>
        {invoice.discount === 0 ? null : (
          <div>
            <dt>{words.discount}</dt>
            <dd>{inCurrency(-invoice.discount)}</dd>
          </div>
        )}
        {invoice.taxes.map((tax) => (
          <div key={`${tax.name}-${tax.basisPoints}`}>
            <dt>{tax.basisPoints === 0 ? tax.name : words.tax(tax.name, percent(tax.basisPoints))}</dt>
            <dd>{inCurrency(tax.amount)}</dd>
          </div>
        ))}
        <div className="sums-total">
          <dt>{words.total}</dt>
          <dd>{inCurrency(invoice.total)}</dd>
        </div>
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
    </Panel>
  );
};
