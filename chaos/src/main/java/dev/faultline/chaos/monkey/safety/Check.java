package dev.faultline.chaos.monkey.safety;

import java.util.Locale;

/** The checks before a termination, in the order in which they are made. */
public enum Check {
  /** Nobody has pulled the safety lever. */
  LEVER,
  /** The monkey is enabled. */
  ENABLED,
  /** There is no outage. */
  OUTAGE,
  /** The account opted in. */
  OPT_IN,
  /** Whether the monkey is leashed is known. */
  LEASH,
  /** It is not unleashed in a test environment. */
  TEST_ENVIRONMENT,
  /** The app's own switch is on, and it has no whitelist. */
  GROUP,
  /** There is somebody who may be struck. */
  ELIGIBLE,
  /** Enough of the group are left running. */
  MINIMUM_ALIVE,
  /** It is a day and an hour for it. */
  HOURS,
  /** The last termination of the group is long enough ago. */
  MINIMUM_TIME,
  /** No other run is at the group. */
  LOCK,
  /** Every tracker has taken note. */
  TRACKERS,
  /** It is done. */
  ACT;

  /** In words for the log. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
