import { useRef, useState } from 'react';
import { Link } from 'react-router';
import { Chip, buttonClass } from '@shared/ui';
import { useWords } from '@shared/words';
import { useSignedIn } from '../app/me';
import { useActivities, useTerms } from '../app/queries';
import { useShortcuts } from '../app/shortcuts';
import { ErrorNotice, PageTitle, Waiting } from '../app/ui';
import { FacetBar } from './FacetBar';
import { OwnChip } from './OwnChip';
import { filterActivities, nameOf, noFacets } from './filter';

export function Component() {
  const t = useWords();
  const activities = useActivities();
  const terms = useTerms().data;
  const treats = useSignedIn().roles.includes('therapist');
  const [facets, setFacets] = useState(noFacets);
  const search = useRef<HTMLInputElement>(null);
  useShortcuts([{ keys: '/', words: 'shortcuts.findActivity', run: () => search.current?.focus() }]);
  const found = filterActivities(activities.data ?? [], facets, terms);
  return (
    <div className="col loose">
      <div>
        <div className="row apart wrap">
          <PageTitle>{t('nav.library')}</PageTitle>
          {treats && (
            <Link className={buttonClass()} to="/library/own">
              {t('own.title')}
            </Link>
          )}
        </div>
        {activities.data && <p className="small">{t('library.intro', { found: found.length, total: activities.data.length })}</p>}
      </div>
      <FacetBar facets={facets} onChange={setFacets} searchRef={search} />
      <ErrorNotice error={activities.error} again={() => void activities.refetch()} />
      {activities.isPending && <Waiting />}
      {activities.data && found.length === 0 && <p role="status">{t('library.none')}</p>}
      <ul className="plain library">
        {found.map((activity) => (
          <li key={activity.activityId}>
            <Link to={`/library/${activity.activityId}`} className="card library-card">
              <strong>{activity.name}</strong>
              <span className="small">{activity.summary}</span>
              <span className="row wrap">
                {activity.mechanisms.slice(0, 2).map((code, index) => (
                  <Chip key={code} tone={index === 0 ? 'go' : 'plain'}>
                    {nameOf(terms, 'mechanisms', code)}
                  </Chip>
                ))}
                <OwnChip activity={activity} />
                <span className="small">{t('minutes', { count: activity.minutes })}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
      <p className="small">{t('library.statusNote')}</p>
    </div>
  );
}
