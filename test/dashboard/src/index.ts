export { logIn, openBrowser } from './browser.ts';
