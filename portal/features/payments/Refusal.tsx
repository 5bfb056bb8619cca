import { Alert } from 'antd';
import type { ApiError } from '../../api/problem.js';
import { declineText } from './decline.js';
import { texts } from './payments.texts.js';

const words = texts.pay;

/** Why a payment did not start: a decline in plain words, anything else in the server's. */
export const Refusal = ({ error }: { readonly error: ApiError }) => {
  const isDecline = error.statusCode === 402;
  return (
    <Alert
      className="banner"
      type="error"
      showIcon
      role="alert"
      message={isDecline ? words.declined : words.failed}
      description={isDecline ? `${declineText(error)} ${words.tryAnother}` : error.message}
    />
  );
};
