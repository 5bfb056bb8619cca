import { Alert } from 'antd';
import { useAccount } from '../account.js';
import { texts } from '../texts.js';

/** Says on every page that the account can't buy, and why nothing is for sale. */
export const StatusBanner = () => {
  const { account } = useAccount();
  if (account.status === 'active') return null;
  const words = account.status === 'suspended' ? texts.suspended : texts.closed;
  return <Alert className="banner" type="warning" showIcon message={words.title} description={words.body} />;
};
