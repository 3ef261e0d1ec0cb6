export * from './billing-application.js';
