/** Whether a host is one of Amazon's own (China's too), where the settings of a bucket do what Amazon says of them. Other stores answer the same requests in ways of their own. */
export const isAmazon = (host: string): boolean => /(?:^|\.)amazonaws\.com(?:\.cn)?$/iu.test(host);
