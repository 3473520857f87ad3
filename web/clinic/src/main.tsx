import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@shared/tokens.css';
import '@shared/base.css';
import { startWords } from '@shared/words';
import shared from '@words/en/shared.json';

startWords({ app: 'clinic', bundled: { language: 'en', app: {}, shared } });

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <main />
  </StrictMode>,
);
