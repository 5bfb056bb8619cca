import { newObjectId, randomText, type StoredObjects } from '../store/objects.js';
import type { Work } from '../store/work.js';
import { mergeMetadata } from '../wire/params.js';

type SetupIntent = StoredObjects['setup_intent'];

export interface NewSetup {
  readonly customer?: string | undefined;
  readonly description?: string | undefined;
  readonly metadata?: Record<string, string> | '' | undefined;
  readonly usage?: 'off_session' | 'on_session' | undefined;
  readonly automatic_payment_methods?:
    | { readonly enabled: boolean; readonly allow_redirects?: 'always' | 'never' | undefined }
    | undefined;
  readonly payment_method_types?: readonly string[] | undefined;
  readonly allowed_payment_method_types?: readonly string[] | undefined;
}

/** A setup intent as it is before anybody confirmed it. */
export function openSetup(work: Work, given: NewSetup): SetupIntent {
  const named = given.payment_method_types ?? given.allowed_payment_method_types;
  const automatic = given.automatic_payment_methods ?? { enabled: named === undefined };
  const id = newObjectId('setup_intent');
  return {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: automatic.enabled
      ? { allow_redirects: automatic.allow_redirects ?? 'always', enabled: true }
      : null,
    cancellation_reason: null,
    client_secret: `${id}_secret_${randomText(25)}`,
    created: work.now,
    customer: given.customer ?? null,
    customer_account: null,
    description: given.description ?? null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: mergeMetadata({}, given.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: ['card'],
    single_use_mandate: null,
    status: 'requires_payment_method',
    usage: given.usage ?? 'off_session',
  };
}
