import { Button } from '@shared/ui';
import { useWords } from '@shared/words';
import { CopyField, shortMoment } from '../app/ui';
import type { ClientInvitation } from '../app/types';

/** Link and code of an invitation that was just made: the only time that they are shown. */
export function Invitation({ invitation, onClose }: { invitation: ClientInvitation; onClose: () => void }) {
  const t = useWords();
  return (
    <div className="col loose">
      <CopyField label={t('phone.link')} help={t('phone.linkHelp')} value={invitation.link} />
      <div>
        <p className="field-label">{t('phone.code')}</p>
        <p className="small">{t('phone.codeHelp')}</p>
        <p className="code" aria-label={invitation.code.split('').join(' ')}>
          {invitation.code.slice(0, 3)} {invitation.code.slice(3)}
        </p>
      </div>
      <p className="small">{t('phone.until', { when: shortMoment(new Date(invitation.expiresAt)) })}</p>
      <div className="row end">
        <Button kind="main" onClick={onClose}>
          {t('phone.done')}
        </Button>
      </div>
    </div>
  );
}
