import { endpoint } from '../wire/endpoint.js';
import { expand, shape } from '../wire/params.js';

/** The one account that the sandbox's keys belong to. */
const ACCOUNT = {
  id: 'acct_sandbox',
  object: 'account',
  business_profile: {
    mcc: null,
    minority_owned_business_designation: null,
    name: 'Countinghouse Sandbox',
    product_description: null,
    specified_commercial_transactions_act_url: null,
    support_address: null,
    support_email: null,
    support_phone: null,
    support_url: null,
    url: null,
  },
  business_type: null,
  capabilities: { card_payments: 'active', transfers: 'active' },
  charges_enabled: true,
  country: 'US',
  default_currency: 'usd',
  details_submitted: true,
  email: null,
  metadata: {},
  payouts_enabled: true,
  type: 'standard',
} as const;

const retrieve = endpoint({
  method: 'GET',
  path: '/v1/account',
  params: shape({ expand: expand() }),
  run: async () => ACCOUNT,
});

export const accountEndpoints = [retrieve];
