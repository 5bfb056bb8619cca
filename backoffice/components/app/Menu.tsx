import React from 'react';
import { createPortal } from 'react-dom';
import { Icon } from '../kit/icons';

interface MenuItem {
  readonly name: string;
  readonly label: string;
  readonly run: () => void;
}

const WIDTH_PX = 176;

/** A row's menu: opens by click or key, arrows move, Escape closes and gives the focus back. */
export const Menu: React.FC<{ label: string; items: readonly MenuItem[] }> = ({ label, items }) => {
  const [at, setAt] = React.useState<{ top: number; left: number } | null>(null);
  const button = React.useRef<HTMLButtonElement>(null);
  const close = (giveBack: boolean) => {
    setAt(null);
    if (giveBack) button.current?.focus();
  };
  const place = () => {
    const box = button.current?.getBoundingClientRect();
    if (box)
      setAt({
        top: Math.min(box.bottom + 4, window.innerHeight - 44 * items.length - 16),
        left: Math.max(8, box.right - WIDTH_PX),
      });
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className="icon-button"
        aria-haspopup="menu"
        aria-expanded={at !== null}
        aria-label={label}
        data-testid="actions-dropdown"
        onClick={() => (at ? close(false) : place())}
      >
        <Icon name="more" />
      </button>
      {at
        ? createPortal(
            <Items label={label} items={items} at={at} place={place} close={close} />,
            document.getElementById('content') ?? document.body,
          )
        : null}
    </>
  );
};

const Items: React.FC<{
  label: string;
  items: readonly MenuItem[];
  at: { top: number; left: number };
  place: () => void;
  close: (giveBack: boolean) => void;
}> = ({ label, items, at, place, close }) => {
  const list = React.useRef<HTMLDivElement>(null);
  const latest = React.useRef({ place, close });
  latest.current = { place, close };
  React.useEffect(() => {
    list.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
    const outside = (event: Event) => {
      if (!list.current?.contains(event.target as Node)) latest.current.close(false);
    };
    const follow = () => latest.current.place(); // stays beside its button
    document.addEventListener('pointerdown', outside);
    window.addEventListener('scroll', follow, true);
    window.addEventListener('resize', follow);
    return () => {
      document.removeEventListener('pointerdown', outside);
      window.removeEventListener('scroll', follow, true);
      window.removeEventListener('resize', follow);
    };
  }, []);
  const move = (event: React.KeyboardEvent) => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
    const now = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) all[(to + all.length) % all.length]?.focus();
    if (event.key === 'Escape' || event.key === 'Tab') close(true);
    if (to !== undefined || event.key === 'Escape') event.preventDefault();
  };
  return (
    <div
      ref={list}
      className="menu"
      role="menu"
      tabIndex={-1}
      aria-label={label}
      style={{ top: at.top, left: at.left, width: WIDTH_PX }}
      onKeyDown={move}
    >
      {items.map((item) => (
        <button
          key={item.name}
          type="button"
          role="menuitem"
          data-testid={`action-${item.name}`}
          onClick={() => {
            close(true);
            item.run();
          }}
        >
          {item.label}
        </button>
      ))}
    </div>
  );
};
