const SECRET = /^((?:pi|seti)_[A-Za-z0-9]+)_secret_/;

/** Which intent of the gateway a client secret belongs to, or null where it is not one. */
export const intentOf = (clientSecret: string): string | null => SECRET.exec(clientSecret)?.[1] ?? null;

/** Where a customer comes back to after paying somewhere else. */
export const donePath = (paymentId: string): string =>
  `/account/credits/purchase/done?payment=${encodeURIComponent(paymentId)}`;

/** The gateway's own card page, for installations without a public key (the sandbox). */
export const hostedPage = (hostedUrl: string, clientSecret: string, returnUrl: string): string | null => {
  const intent = intentOf(clientSecret);
  if (intent === null) return null;
  const kind = intent.startsWith('seti_') ? 'setup_intents' : 'payment_intents';
  const query = new URLSearchParams({ client_secret: clientSecret, return_url: returnUrl });
  return `${hostedUrl.replace(/\/$/, '')}/${kind}/${intent}?${query.toString()}`;
};
