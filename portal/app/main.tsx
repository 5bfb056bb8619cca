import '@fontsource-variable/inter';
import './styles.css';
import './styles.features.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.js';
import { paintRemembered } from './themeChoice.js';

paintRemembered();

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root.');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
