package dev.faultline.sim.property;

import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.trace.Violation.Judged;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Whenever the cause is true the effect is due. */
final class Promised {
  private final Property property;
  private final long withinNanos;
  private final BooleanSupplier cause;
  private final BooleanSupplier effect;

  /** Counts what was owed so far. */
  private long owed;

  /** Whether the effect is due and has not come. */
  private boolean waiting;

  private static final long NEVER = -1;

  private long healedAt = NEVER;

  Promised(Property property, long withinNanos, BooleanSupplier cause, BooleanSupplier effect) {
    this.property = property;
    this.withinNanos = withinNanos;
    this.cause = cause;
    this.effect = effect;
  }

  /** From now on deadlines count. */
  void healed(Found found) {
    healedAt = found.world().now();
    if (waiting) {
      due(found);
    }
  }

  Property property() {
    return property;
  }

  /** Whether the effect is due by now, and no deadline at all has come in this world. */
  boolean hadNoChance(long now) {
    return waiting && (healedAt == NEVER || now - healedAt < withinNanos);
  }

  void look(Found found, boolean healed) {
    boolean nowOwed = waiting || found.evaluate(property, cause, Judged.WHEN_SEEN);
    boolean nowWaiting =
        nowOwed && !found.evaluate(property, effect, Judged.WHEN_SEEN) && found.violation() == null;
    if (nowWaiting && !waiting) {
      owed++;
      if (healed) {
        due(found);
      }
    }
    waiting = nowWaiting;
  }

  private void due(Found found) {
    long owedNow = owed;
    found
        .world()
        .after(
            withinNanos,
            () -> {
              if (waiting
                  && owed == owedNow
                  && !found.evaluate(property, effect, Judged.AT_DEADLINE)) {
                found.report(
                    property,
                    "its cause became true, but its effect did not within "
                        + SimTime.text(withinNanos),
                    null,
                    Judged.AT_DEADLINE,
                    List.of());
              }
            });
  }
}
