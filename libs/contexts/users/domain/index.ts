export * from './email-address.js';
export * from './email-reservation.js';
export * from './new-account.js';
export * from './primary-administrator.js';
export * from './session.js';
export * from './sign-in-refusal.js';
export * from './sign-up-policy.js';
export * from './user.js';
