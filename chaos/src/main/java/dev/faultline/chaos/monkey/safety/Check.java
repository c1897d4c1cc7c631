package dev.faultline.chaos.monkey.safety;

import java.util.Locale;

/** The checks before a termination, in the order in which they are made. */
public enum Check {
  /** The safety lever is not pulled. */
  LEVER,
  /** The monkey is enabled. */
  ENABLED,
  /** There is no outage. */
  OUTAGE,
  /** The account opted in. */
  OPT_IN,
  /** Whether the monkey is leashed is known. */
  LEASH,
  /** The monkey is not unleashed in a test environment. */
  TEST_ENVIRONMENT,
  /** The app's own switch is on, and it has no whitelist. */
  GROUP,
  /** At least one instance may be struck. */
  ELIGIBLE,
  /** Enough instances of the group stay alive. */
  MINIMUM_ALIVE,
  /** The current day and hour are within the schedule. */
  HOURS,
  /** The minimum time since the group's last termination has passed. */
  MINIMUM_TIME,
  /** No other run holds the group's lock. */
  LOCK,
  /** Every tracker has recorded the termination. */
  TRACKERS,
  /** The termination itself. */
  ACT;

  /** The name of the check, for the log. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
