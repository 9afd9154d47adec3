export { keyText } from '../payloads/invisible';
export * from './checks/choices';
export * from './checks/identifiers';
export * from './checks/metadata';
export * from './checks/numbers';
export * from './checks/text';
export * from './checks/urls';
