package dev.faultline.chaos.monkey.safety;

import dev.faultline.chaos.monkey.config.AppConfig;
import dev.faultline.chaos.monkey.group.Instance;

/** Whether to strike, and whom. */
public sealed interface Decision {
  /**
   * Strike.
   *
   * @param leashed only say so
   */
  record Strike(Instance victim, boolean leashed, AppConfig app) implements Decision {}

  /**
   * Do not.
   *
   * @param check which said no
   * @param reason in one line
   * @param error whether it could not be found out, or must never be, rather than that it is not to
   *     be now
   */
  record Refuse(Check check, String reason, boolean error) implements Decision {}
}
