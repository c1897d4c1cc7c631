package dev.faultline.chaos.plan;

import dev.faultline.chaos.monkey.process.DurationText;
import java.time.Duration;

/**
 * An event during the run of a plan.
 *
 * @param at the time since the plan began
 */
public record PlanEvent(Duration at, String text) {
  @Override
  public String toString() {
    return "+" + DurationText.text(Duration.ofMillis(at.toMillis())) + " " + text;
  }
}
