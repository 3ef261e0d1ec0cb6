export * from './ldap-server.js';
