/** Statuses, in lower case, after which nothing more comes. */

/**
 * Incoming payments end in Success or Failed; Received comes before (official WooCommerce plugin).
 * Polling and SMS end in Success (k2-connect-php, tests/Mocks); Failed is what others report of them.
 */
export const requestFinalStatuses = ['success', 'failed'] as const;

/** Those of what sends money that say themselves that none moved; they are not documented, but final by name. */
export const failedStatuses = ['failed', 'cancelled', 'canceled', 'rejected'] as const;

/**
 * What sends money ends in Processed, or in Transferred in the sandbox (k2-connect-php, tests/Mocks and
 * example); Received, Scheduled and Pending come before.
 */
export const transferFinalStatuses = ['processed', 'transferred', ...failedStatuses] as const;
