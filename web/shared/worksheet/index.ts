export * from './answers';
export * from './fhir';
export * from './model';
export { Curve } from './Curve';
export { FieldInput, type FieldInputProps } from './FieldInput';
export { WorksheetAnswers, WorksheetForm, type WorksheetFormProps } from './Worksheet';
