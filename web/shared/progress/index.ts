export { Picture, type PictureProps } from './Picture';
export { hoursLate, plain, type Point, type Progress, type Series, type Week } from './model';
