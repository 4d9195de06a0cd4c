/**
 * Keycloak's brute-force detection: after ten wrong passwords an account waits, longer each time, at most 15 minutes.
 * It never locks for good: permanent lockout would let anyone lock out anyone (NIST SP 800-63B §5.2.2 asks for a
 * limit on attempts, not for a locked account).
 */
export const bruteForceDetection = {
  maxLoginFailures: 10,
  waitIncrementSeconds: 60,
  maxFailureWaitSeconds: 900,
  failureResetTimeSeconds: 43_200,
  quickLoginCheckMilliSeconds: 1000,
  minimumQuickLoginWaitSeconds: 60,
  permanentLockout: false,
} as const
