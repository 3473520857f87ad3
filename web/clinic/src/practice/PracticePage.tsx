import { Notice } from '@shared/ui';
import { useWords } from '@shared/words';
import { useIsOwner } from '../app/me';
import { usePractice } from '../app/queries';
import { ErrorNotice, PageTitle, Waiting } from '../app/ui';
import { MeasureSettings } from '../measures/MeasureSettings';
import { Leaves } from '../safety/Leaves';
import { SafetySettings } from '../safety/SafetySettings';
import { Devices } from './Devices';
import { Members } from './Members';
import { Settings } from './Settings';

export function Component() {
  const t = useWords();
  const owner = useIsOwner();
  const practice = usePractice();
  return (
    <div className="col loose">
      <PageTitle>{t('nav.practice')}</PageTitle>
      <ErrorNotice error={practice.error} again={() => void practice.refetch()} />
      {practice.isPending && <Waiting />}
      {practice.data && !practice.data.help.ready && (
        <Notice tone="need">
          <p className="notice-title">{t('practice.helpMissing')}</p>
          <p className="small">
            {t('practice.helpMissingText')} {!owner && t('practice.askOwner')}
          </p>
        </Notice>
      )}
      <div className="two-columns">
        <div className="col loose">
          {practice.data && owner && <Settings practice={practice.data} />}
          {owner && <SafetySettings />}
          {practice.data && !owner && <p className="muted">{t('practice.onlyOwner')}</p>}
        </div>
        <div className="col loose">
          {owner && <Members />}
          <Leaves />
          {owner && <MeasureSettings />}
          <Devices />
        </div>
      </div>
    </div>
  );
}
