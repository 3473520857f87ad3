import { useQuery } from '@tanstack/react-query';
import { api, type components } from '@shared/api';
import { Card } from '@shared/ui';
import { useWords } from '@shared/words';

type List = components['schemas']['MyCaregiverList'];

/** Who else has an app beside one's own, and exactly what each of them can see. Nothing where there is nobody. */
export function MyCaregivers() {
  const t = useWords();
  const path = '/api/v1/me/caregivers';
  const list = useQuery({ queryKey: [path], queryFn: () => api.get<List>(path) }).data?.caregivers ?? [];
  if (list.length === 0) return null;
  return (
    <Card className="col">
      <h2>{t('caregiver.whoSees')}</h2>
      {list.map((each) => (
        <div key={each.name + each.from} className="col">
          <h3>{each.name}</h3>
          {each.shares.length === 0 && (
            <p className="small">{t('caregiver.seesNothing', { name: each.name })}</p>
          )}
          {each.shares.map((share) => (
            <p key={share.assignmentId} className="small">
              {share.sees.length > 0
                ? t('caregiver.sees', { what: share.name, fields: share.sees.join(' · ') })
                : t('caregiver.seesPlan', { what: share.name })}
            </p>
          ))}
        </div>
      ))}
      <p className="small">{t('caregiver.seesNoMore')}</p>
    </Card>
  );
}
