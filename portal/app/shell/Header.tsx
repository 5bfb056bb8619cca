import { MenuOutlined, WalletOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { Link } from 'react-router';
import { useBalance } from '../../api/hooks.js';
import { HOME } from '../../api/paths.js';
import { ThemeButton } from '../../components/ThemeButton.js';
import { useAccount } from '../account.js';
import { texts } from '../texts.js';
import { UserMenu } from './UserMenu.js';

const Credits = () => {
  const { formats } = useAccount();
  const balance = useBalance();
  if (balance.state !== 'loaded') return null;
  const shown = formats.number(balance.data.balance);
  return (
    <Link className="header-credits" to={HOME} aria-label={texts.openCredits(shown)}>
      <WalletOutlined aria-hidden="true" />
      <span>{texts.credits(shown)}</span>
    </Link>
  );
};

export const Header = ({ onOpenNavigation }: { readonly onOpenNavigation: () => void }) => {
  const { account } = useAccount();
  return (
    <header className="header">
      <Button
        type="text"
        className="header-burger"
        aria-label={texts.openNavigation}
        icon={<MenuOutlined />}
        onClick={onOpenNavigation}
      />
      <span className="header-account">{account.name}</span>
      <span className="header-space" />
      <Credits />
      <ThemeButton />
      <UserMenu />
    </header>
  );
};
