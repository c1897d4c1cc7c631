package dev.faultline.chaos.monkey.safety;

import dev.faultline.chaos.monkey.config.AppConfig;
import dev.faultline.chaos.monkey.group.Instance;

/** Whether to strike, and which instance. */
public sealed interface Decision {
  /**
   * Strike the victim.
   *
   * @param leashed whether to log the strike only, without doing it
   */
  record Strike(Instance victim, boolean leashed, AppConfig app) implements Decision {}

  /**
   * Do not strike.
   *
   * @param check the check that failed
   * @param reason why it failed, in one line
   * @param error true if the check could not be answered or the strike is never allowed; false if
   *     it is only not allowed now
   */
  record Refuse(Check check, String reason, boolean error) implements Decision {}
}
