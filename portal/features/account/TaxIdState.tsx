import type { AccountView } from '../../../server/accounts/account/account.contract.js';
import { useTaxTreatment } from '../../api/hooks.js';
import { useFormats } from '../../app/account.js';
import { StatusTag, type Tone } from '../../components/StatusTag.js';
import { texts } from './account.texts.js';
import { meansForInvoices, taxIdCountry } from './taxId.js';

const words = texts.address;
const tones: Readonly<Record<AccountView['taxIdState'], Tone>> = {
  none: 'neutral',
  unverified: 'waiting',
  valid: 'good',
  invalid: 'bad',
};

/** Whether the tax id is right, and what it means for the invoices from now on. */
export const TaxIdState = ({ account }: { readonly account: AccountView }) => {
  const { percent } = useFormats();
  const treatment = useTaxTreatment();
  const { taxIdState } = account;
  const isForeign = taxIdState === 'valid' && taxIdCountry(account) !== account.billingAddress.country;
  return (
    <>
      {taxIdState === 'none' ? (
        words.taxIdHint
      ) : (
        <span className="field-state">
          <StatusTag tone={tones[taxIdState]}>{texts.taxIdState[taxIdState]}</StatusTag>
        </span>
      )}
      {treatment.state === 'loaded' ? (
        <span className="field-means" data-testid="tax-treatment">
          {isForeign && treatment.data.category === 'S' ? `${words.taxIdForeign} ` : ''}
          {meansForInvoices(treatment.data, percent)}
        </span>
      ) : null}
    </>
  );
};
