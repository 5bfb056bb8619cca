import { DownOutlined, LogoutOutlined } from '@ant-design/icons';
import { useLogout } from '@refinedev/core';
import { Button } from 'antd';
import { useEffect, useId, useRef, useState } from 'react';
import { useAccount } from '../account.js';
import { texts } from '../texts.js';

/** Escape closes what is open and gives the focus back; the page behind can't be reached meanwhile. */
const useModal = (isOpen: boolean, close: () => void) => {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      close();
      box.current?.querySelector('button')?.focus();
    };
    const page = document.getElementById('content');
    page?.setAttribute('inert', '');
    document.addEventListener('keydown', onKey);
    return () => {
      page?.removeAttribute('inert');
      document.removeEventListener('keydown', onKey);
    };
  }, [isOpen, close]);
  return box;
};

/** Who is signed in, in which role, and the way out. Our own: AntD's menu would weigh as much as a page. */
export const UserMenu = () => {
  const { user, account } = useAccount();
  const { mutate: signOut } = useLogout();
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  const [close] = useState(() => () => setIsOpen(false));
  const box = useModal(isOpen, close);
  return (
    <div className="user-menu" ref={box}>
      <Button
        type="text"
        className="user-button"
        aria-label={`${texts.userMenu}: ${user.name}`}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setIsOpen(!isOpen)}
      >
        <span className="user-avatar" aria-hidden="true">
          {user.name.slice(0, 1).toUpperCase()}
        </span>
        <span className="user-name">{user.name}</span>
        <DownOutlined className="user-caret" aria-hidden="true" />
      </Button>
      {/* Under the panel and over the page: a click anywhere else closes it and does nothing more. */}
      {isOpen ? <div className="user-veil" aria-hidden="true" onPointerDown={close} /> : null}
      <div className="user-panel" id={id} hidden={!isOpen}>
        <p className="user-panel-who">
          <strong>{user.name}</strong>
          <span>{user.email}</span>
          <span>
            {account.name} · {texts.roles[account.role]}
          </span>
        </p>
        <Button type="text" block icon={<LogoutOutlined />} onClick={() => signOut()}>
          {texts.signOut}
        </Button>
      </div>
    </div>
  );
};
