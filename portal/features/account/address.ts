import type { AccountView, updateSettings } from '../../../server/accounts/account/account.contract.js';
import type { BodyOf } from '../../../server/kit/endpoint.contract.js';

const PARTS = ['line1', 'line2', 'city', 'state', 'postalCode'] as const;
type Part = (typeof PARTS)[number];

export interface AddressValues {
  readonly billingEmail: string;
  readonly billingAddress: Readonly<Record<Part | 'country', string>>;
  readonly taxId: string;
}

/** Form fields hold text; what is not there is an empty text. */
export const valuesOf = (account: AccountView): AddressValues => {
  const { billingAddress } = account;
  const part = (name: Part) => billingAddress[name] ?? '';
  return {
    billingEmail: account.billingEmail,
    billingAddress: {
      line1: part('line1'),
      line2: part('line2'),
      city: part('city'),
      state: part('state'),
      postalCode: part('postalCode'),
      country: billingAddress.country,
    },
    taxId: account.taxId ?? '',
  };
};

const orNull = (typed: string | undefined): string | null => {
  const text = (typed ?? '').trim();
  return text === '' ? null : text;
};

/** On the wire an empty field is null. */
export const changesOf = ({
  billingEmail,
  billingAddress,
  taxId,
}: AddressValues): BodyOf<typeof updateSettings> => ({
  billingEmail: billingEmail.trim(),
  billingAddress: {
    line1: orNull(billingAddress.line1),
    line2: orNull(billingAddress.line2),
    city: orNull(billingAddress.city),
    state: orNull(billingAddress.state),
    postalCode: orNull(billingAddress.postalCode),
    country: billingAddress.country,
  },
  taxId: orNull(taxId),
});
