export * from './billing-application.js';
export { noPaymentProvider, PAYMENT_PROVIDER } from './payment-provider.js';
export type { DuePayment, PaymentAnswer, PaymentProvider } from './payment-provider.js';
