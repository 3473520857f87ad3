import { useMyWords } from '../data/session';

/** The reason, in the client's own words where they gave it; else the one that was said in the session. */
export function Why({ own, shared }: { own?: string | undefined; shared?: string | undefined }) {
  const t = useMyWords();
  const words = own || shared;
  if (!words) return null;
  return (
    <div className="why">
      <small>{t(own ? 'today.why' : 'today.whyShared')}</small>
      <p className="voice">{own ? `“${own}”` : words}</p>
    </div>
  );
}
