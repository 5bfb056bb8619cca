import { Elements, PaymentElement, useElements, useStripe } from '@stripe/react-stripe-js';
import type { Stripe, StripeError } from '@stripe/stripe-js';
import { loadStripe } from '@stripe/stripe-js/pure';
import { Alert, Button } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { PaymentView } from '../../../server/billing/payments/payments.contract.js';
import { useFormats } from '../../app/account.js';
import { palettes } from '../../app/palette.js';
import { useTheme } from '../../app/themeChoice.js';
import { Loading } from '../../components/Loading.js';
import { donePath } from './hostedPage.js';
import { texts } from './payments.texts.js';

const words = texts.card;

export const CardUnavailable = ({ payLaterAt }: { readonly payLaterAt: string | null }) => (
  <Alert
    type="warning"
    showIcon
    message={words.unavailable}
    description={
      <>
        <p>{words.unavailableBody}</p>
        {payLaterAt === null ? null : <Link to={payLaterAt}>{words.payLater}</Link>}
      </>
    }
  />
);

type Loaded = Stripe | 'loading' | 'unavailable';

/** Stripe's script, which comes from Stripe itself and may be kept away by a blocker or a network. */
const useStripeScript = (publicKey: string): Loaded => {
  const [stripe, setStripe] = useState<Loaded>('loading');
  useEffect(() => {
    let isGone = false;
    loadStripe(publicKey).then(
      (loaded) => (isGone ? undefined : setStripe(loaded ?? 'unavailable')),
      () => (isGone ? undefined : setStripe('unavailable')),
    );
    return () => {
      isGone = true;
    };
  }, [publicKey]);
  return stripe;
};

interface Problem {
  readonly title: string;
  readonly reason: string;
}

/** Stripe's refusal in plain words; what is wrong with the typing is no decline. */
const refusalOf = ({ type, decline_code: code, message }: StripeError): Problem => ({
  title: type === 'validation_error' ? words.incomplete : texts.pay.declined,
  reason: texts.declines[code ?? ''] ?? message ?? texts.declines['card_declined'] ?? '',
});

interface StripeFieldsProps {
  readonly publicKey: string;
  readonly clientSecret: string;
  readonly submitLabel: string;
  /** Confirms at Stripe; answers with what is wrong, or null. */
  readonly kind: 'payment' | 'setup';
  readonly returnPath: string;
  readonly payLaterAt: string | null;
  readonly onDone?: () => void;
}

const Fields = ({
  kind,
  submitLabel,
  returnPath,
  payLaterAt,
  onDone,
}: Omit<StripeFieldsProps, 'publicKey' | 'clientSecret'>) => {
  const stripe = useStripe();
  const elements = useElements();
  const navigate = useNavigate();
  const [isSending, setIsSending] = useState(false);
  const [isReady, setIsReady] = useState(false);
  const [isBroken, setIsBroken] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const confirm = async () => {
    if (stripe === null || elements === null) return;
    setIsSending(true);
    setProblem(null);
    try {
      const checked = await elements.submit();
      if (checked.error !== undefined) {
        setProblem({ title: words.incomplete, reason: checked.error.message ?? '' });
        return;
      }
      const options = {
        elements,
        redirect: 'if_required' as const,
        confirmParams: { return_url: `${window.location.origin}${returnPath}` },
      };
      const { error } =
        kind === 'payment' ? await stripe.confirmPayment(options) : await stripe.confirmSetup(options);
      if (error === undefined) {
        onDone?.();
        await navigate(returnPath);
      } else setProblem(refusalOf(error));
    } finally {
      setIsSending(false);
    }
  };

  if (isBroken) return <CardUnavailable payLaterAt={payLaterAt} />;
  return (
    <form
      className="card-form"
      aria-label={words.title}
      onSubmit={(event) => {
        event.preventDefault();
        void confirm();
      }}
    >
      {problem === null ? null : (
        <Alert
          className="banner"
          type="error"
          showIcon
          role="alert"
          message={problem.title}
          description={problem.reason}
        />
      )}
      <PaymentElement onReady={() => setIsReady(true)} onLoadError={() => setIsBroken(true)} />
      <Button type="primary" htmlType="submit" size="large" block disabled={!isReady} loading={isSending}>
        {submitLabel}
      </Button>
    </form>
  );
};

/** Stripe's Payment Element for a payment or for saving a card. */
export const StripeFields = ({ publicKey, clientSecret, ...rest }: StripeFieldsProps) => {
  const stripe = useStripeScript(publicKey);
  const { mode } = useTheme();
  const options = useMemo(() => {
    const p = palettes[mode];
    return {
      clientSecret,
      appearance: {
        theme: mode === 'dark' ? ('night' as const) : ('stripe' as const),
        variables: {
          colorPrimary: p.primary,
          colorBackground: p.container,
          colorText: p.text,
          colorDanger: p.error,
          borderRadius: '8px',
        },
      },
    };
  }, [clientSecret, mode]);

  if (stripe === 'loading') return <Loading rows={5} />;
  if (stripe === 'unavailable') return <CardUnavailable payLaterAt={rest.payLaterAt} />;
  return (
    <Elements stripe={stripe} options={options}>
      <Fields {...rest} />
    </Elements>
  );
};

interface CardFormProps {
  readonly publicKey: string;
  readonly clientSecret: string;
  readonly payment: PaymentView;
  readonly invoiceId: string;
}

export const CardForm = ({ publicKey, clientSecret, payment, invoiceId }: CardFormProps) => {
  const { money } = useFormats();
  return (
    <StripeFields
      kind="payment"
      publicKey={publicKey}
      clientSecret={clientSecret}
      submitLabel={words.submit(money(payment.amount, payment.currency))}
      returnPath={donePath(payment.id)}
      payLaterAt={`/account/invoices/${invoiceId}`}
    />
  );
};
