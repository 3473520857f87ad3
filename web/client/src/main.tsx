import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@shared/tokens.css';
import '@shared/base.css';
import './app.css';
import { startWords } from '@shared/words';
import shared from '@words/en/shared.json';
import client from '@words/en/client.json';
import { App } from './App';
import { recallAll } from './data/queries';
import { registerWorker } from './offline/register';
import { installOffer } from './parts/install';
import { applyTextSize } from './parts/textSize';

startWords({ app: 'client', bundled: { language: 'en', app: client, shared } });
applyTextSize();
installOffer.watch();

const root = createRoot(document.getElementById('root')!);
// The phone's copies first: the first picture is then the last known one, connection or not. A new phone has none.
const isNew = window.location.pathname.endsWith('/welcome');
void (isNew ? Promise.resolve() : recallAll()).finally(() => {
  root.render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
  void registerWorker();
});
