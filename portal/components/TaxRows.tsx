import type { InvoiceView } from '../../server/billing/invoices/invoices.contract.js';
import { useFormats } from '../app/account.js';

export type Taxed = Pick<InvoiceView, 'currency' | 'taxes' | 'pricesIncludeTax' | 'taxNote'>;

export const taxTexts = {
  pricesInclude: 'Prices include tax',
  included: (name: string, percent: string) => `Includes ${name} (${percent})`,
  added: (name: string, percent: string) => `${name} (${percent})`,
  on: (base: string) => `on ${base}`,
};

/** Each rate with its base and its tax, as on the paper; where prices include it, they belong below the total. */
export const TaxRows = ({ sale }: { readonly sale: Taxed }) => {
  const { money, percent } = useFormats();
  const label = sale.pricesIncludeTax ? taxTexts.included : taxTexts.added;
  return (
    <>
      {sale.taxes.map((tax) => (
        <div key={`${tax.name}-${tax.basisPoints}`}>
          <dt>
            {tax.basisPoints === 0 ? tax.name : label(tax.name, percent(tax.basisPoints))}{' '}
            <span className="fine">{taxTexts.on(money(tax.taxable, sale.currency))}</span>
          </dt>
          <dd>{money(tax.amount, sale.currency)}</dd>
        </div>
      ))}
    </>
  );
};

/** What the law wants said about the tax. */
export const TaxNote = ({ sale }: { readonly sale: Pick<Taxed, 'taxNote'> }) =>
  sale.taxNote === null ? null : <p className="fine tax-note">{sale.taxNote}</p>;
