// What the screens about measures read and what follows from it.
import { useQuery } from '@tanstack/react-query';
import { api, type components } from '@shared/api';
import type { Progress } from '@shared/progress';
import { keys, paths } from '../app/queries';

type Schemas = components['schemas'];
export type MeasureSummary = Schemas['MeasureSummary'];
export type Measure = Schemas['Measure'];
export type MeasureFigure = Schemas['MeasureFigure'];
export type MeasurePlan = Schemas['MeasurePlan'];
export type MeasurePlanInput = Schemas['MeasurePlanInput'];
export type ClientMeasures = Schemas['ClientMeasures'];
export type OpenMeasure = Schemas['OpenMeasure'];
export type MeasureSubmission = Schemas['MeasureSubmission'];
export type MeasureSubmissionInput = Schemas['MeasureSubmissionInput'];
export type MeasureSettings = Schemas['MeasureSettings'];
export type AlertRule = Schemas['AlertRule'];

export const rhythms = ['every-session', 'every-other-session', 'weekly', 'monthly', 'start', 'stage-change', 'end', 'once'] as const;
export const purposes = ['outcome', 'goal', 'problem', 'functioning', 'distress', 'mechanism', 'alliance'] as const;

const base = '/api/v1';
export const measurePaths = {
  plan: (clientId: string, planId: string) => `${paths.client(clientId)}/measure-plans/${planId}`,
  submission: (clientId: string, id: string) => `${paths.client(clientId)}/measure-submissions/${id}`,
};

export function useMeasures() {
  return useQuery({
    queryKey: ['measures'],
    queryFn: async ({ signal }) => (await api.get<{ measures: MeasureSummary[] }>(`${base}/measures`, { signal })).measures,
  });
}

export function useMeasure(measureId: string | null) {
  return useQuery({
    queryKey: ['measures', measureId],
    queryFn: ({ signal }) => api.get<Measure>(`${base}/measures/${measureId}`, { signal }),
    enabled: Boolean(measureId),
  });
}

export function useClientMeasures(clientId: string) {
  return useQuery({
    queryKey: [...keys.client(clientId), 'measures'],
    queryFn: ({ signal }) => api.get<ClientMeasures>(`${paths.client(clientId)}/measures`, { signal }),
  });
}

export function useProgress(clientId: string) {
  return useQuery({
    queryKey: [...keys.client(clientId), 'progress'],
    queryFn: ({ signal }) => api.get<Progress>(`${paths.client(clientId)}/progress`, { signal }),
  });
}

export function useSubmission(clientId: string, submissionId: string | null) {
  return useQuery({
    queryKey: [...keys.client(clientId), 'submission', submissionId],
    queryFn: ({ signal }) => api.get<MeasureSubmission>(measurePaths.submission(clientId, submissionId ?? ''), { signal }),
    enabled: Boolean(submissionId),
  });
}

/** Those whose name, construct or id hold every word; by purpose, then name. */
export function filterMeasures(all: readonly MeasureSummary[], words: string): MeasureSummary[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return all
    .filter((each) => {
      const text = `${each.abbreviation} ${each.title} ${each.construct} ${each.mechanism ?? ''}`.toLowerCase();
      return wanted.every((word) => text.includes(word));
    })
    .sort((a, b) => purposes.indexOf(a.purpose) - purposes.indexOf(b.purpose) || a.abbreviation.localeCompare(b.abbreviation));
}
