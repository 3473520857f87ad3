import type { components } from '@shared/api';

type Schemas = components['schemas'];

export type Agreement = Schemas['Agreement'];
export type EngagementAck = Schemas['EngagementAck'];
export type EngagementInput = Schemas['EngagementInput'];
export type Entry = Schemas['Entry'];
export type EntryAck = Schemas['EntryAck'];
export type EntryHistory = Schemas['EntryHistory'];
export type EntryInput = Schemas['EntryInput'];
export type EntryList = Schemas['EntryList'];
export type Help = Schemas['Help'];
export type Me = Schemas['Me'];
export type MeasureAck = Schemas['MeasureAck'];
export type MeasureSubmission = Schemas['MeasureSubmission'];
export type MeasureSubmissionInput = Schemas['MeasureSubmissionInput'];
export type MyMeasures = Schemas['MyMeasures'];
export type OpenMeasure = Schemas['OpenMeasure'];
export type MyAssignment = Schemas['MyAssignment'];
export type MyAssignmentList = Schemas['MyAssignmentList'];
export type LearningList = Schemas['LearningList'];
export type Occurrence = Schemas['Occurrence'];
export type Outcome = Schemas['Outcome'];
export type Plan = Schemas['Plan'];
export type Recurrence = Schemas['Recurrence'];
export type Today = Schemas['Today'];
export type MySafety = Schemas['MySafety'];
export type TodayItem = Schemas['TodayItem'];
