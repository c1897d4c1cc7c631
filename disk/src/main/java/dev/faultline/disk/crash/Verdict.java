package dev.faultline.disk.crash;

import java.time.Duration;

/** The result of checking one state. */
public sealed interface Verdict {
  /** The state is good. */
  record Good(String text) implements Verdict {}

  /** The check threw. */
  record Bad(Throwable reason) implements Verdict {}

  /** The check did not end in time. */
  record Hung(Duration limit) implements Verdict {}

  /** Whether the state is good. */
  default boolean isGood() {
    return this instanceof Good;
  }

  /** Whether two verdicts are bad in the same way: shrinking does not change what is found. */
  default boolean isLike(Verdict other) {
    return switch (this) {
      case Good good -> other instanceof Good;
      case Hung hung -> other instanceof Hung;
      case Bad bad ->
          other instanceof Bad(Throwable reason)
              && reason.getClass().equals(bad.reason().getClass());
    };
  }
}
