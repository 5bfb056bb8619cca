import { DownOutlined, LogoutOutlined, MenuOutlined, WalletOutlined } from '@ant-design/icons';
import { useLogout } from '@refinedev/core';
import { Avatar, Button, Dropdown, type MenuProps } from 'antd';
import { Link } from 'react-router';
import { useBalance } from '../../api/hooks.js';
import { HOME } from '../../api/paths.js';
import { ThemeButton } from '../../components/ThemeButton.js';
import { useAccount } from '../account.js';
import { texts } from '../texts.js';

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

const UserMenu = () => {
  const { user, account } = useAccount();
  const { mutate: signOut } = useLogout();
  const items: MenuProps['items'] = [
    {
      key: 'who',
      type: 'group',
      label: (
        <span className="user-menu-who">
          <strong>{user.name}</strong>
          <span>{user.email}</span>
          <span>
            {account.name} · {texts.roles[account.role]}
          </span>
        </span>
      ),
    },
    { type: 'divider' },
    { key: 'sign-out', label: texts.signOut, icon: <LogoutOutlined />, onClick: () => signOut() },
  ];
  return (
    <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight">
      <Button type="text" className="user-button" aria-label={`${texts.userMenu}: ${user.name}`}>
        <Avatar size={26} className="user-avatar" aria-hidden="true">
          {user.name.slice(0, 1).toUpperCase()}
        </Avatar>
        <span className="user-name">{user.name}</span>
        <DownOutlined className="user-caret" aria-hidden="true" />
      </Button>
    </Dropdown>
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
