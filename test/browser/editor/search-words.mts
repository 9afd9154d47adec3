/** What people type who want to take or send money in Kenya; the node creator must offer Kopo Kopo for each. */
export const searchWords: readonly string[] = ['kopo', 'm-pesa', 'mpesa', 'stk', 'till', 'paybill'];
