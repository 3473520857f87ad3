export * from './plan';
export { SafetyPlanSheet } from './SafetyPlanSheet';
