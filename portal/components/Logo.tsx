import logoLight from '../../assets/logo.svg';
import logoDark from '../../assets/logo-dark.svg';
import { texts } from '../app/texts.js';
import { useTheme } from '../app/themeChoice.js';

export const Logo = () => {
  const { mode } = useTheme();
  return (
    <img
      className="logo"
      src={mode === 'dark' ? logoDark : logoLight}
      alt={texts.product}
      width={152}
      height={28}
    />
  );
};
