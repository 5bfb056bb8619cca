import { address, clearableText, emailAddress, shape } from '../wire/params.js';

export interface BillingDetails {
  address: {
    city: string | null;
    country: string | null;
    line1: string | null;
    line2: string | null;
    postal_code: string | null;
    state: string | null;
  };
  email: string | null;
  name: string | null;
  phone: string | null;
  tax_id: string | null;
}

export const emptyBillingDetails = (): BillingDetails => ({
  address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
  email: null,
  name: null,
  phone: null,
  tax_id: null,
});

export const billingDetails = () =>
  shape({
    address: address().optional(),
    email: emailAddress().optional(),
    name: clearableText().optional(),
    phone: clearableText().optional(),
    tax_id: clearableText().optional(),
  }).transform(
    (given): Partial<BillingDetails> =>
      Object.fromEntries(
        Object.entries(given).filter(([, value]) => value !== undefined),
      ) as Partial<BillingDetails>,
  );
