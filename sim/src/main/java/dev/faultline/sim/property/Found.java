package dev.faultline.sim.property;

import dev.faultline.sim.trace.Violation;
import dev.faultline.sim.trace.Violation.Judged;
import dev.faultline.sim.user.UserCode;
import dev.faultline.sim.user.UserText;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What was found in a world: the first violation, and why the run says nothing where it does. */
final class Found {
  private final Monitors.WorldView world;
  private @Nullable Violation violation;
  private @Nullable String inconclusive;

  Found(Monitors.WorldView world) {
    this.world = world;
  }

  Monitors.WorldView world() {
    return world;
  }

  @Nullable Violation violation() {
    return violation;
  }

  @Nullable String inconclusive() {
    return inconclusive;
  }

  void inconclusive(String reason) {
    if (inconclusive == null) {
      inconclusive = reason;
    }
  }

  /** Whether a condition is true; one that throws is a violation, and counts as true. */
  boolean evaluate(Property property, BooleanSupplier condition, Judged judged) {
    try {
      return condition.getAsBoolean();
    } catch (Throwable thrown) {
      // An assertion that fails in a condition is a violation like any other.
      UserCode.rethrowWhatIsNotIts(thrown);
      Throwable told = UserText.printable(thrown);
      report(property, "its condition threw " + told, told, judged, List.of());
      return true;
    }
  }

  void programThrew(String what, Throwable its, Judged judged) {
    Throwable thrown = UserText.printable(its);
    report(
        new Property(Violation.PROGRAM_DOES_NOT_THROW, Declaration.UNKNOWN),
        what + " threw " + UserCode.stackOf(thrown),
        thrown,
        judged,
        List.of());
  }

  void nodeThrew(String node, Throwable its) {
    Throwable thrown = UserText.printable(its);
    report(
        new Property(Violation.NO_NODE_THROWS, Declaration.UNKNOWN),
        node + " threw " + UserCode.stackOf(thrown),
        thrown,
        Judged.WHEN_SEEN,
        List.of());
  }

  void messageChanged(String from, String to, Object message) {
    seen(
        new Property(Violation.NO_MESSAGE_CHANGES, Declaration.UNKNOWN),
        "a "
            + message.getClass().getTypeName()
            + " that "
            + from
            + " sent to "
            + to
            + " was changed after it was sent and before it arrived, so "
            + to
            + " receives something else: copy it before sending, make it immutable, or give the"
            + " world's network a codec");
  }

  void storedValueChanged(String node, String key, Object value) {
    seen(
        new Property(Violation.NO_STORED_VALUE_CHANGES, Declaration.UNKNOWN),
        "a "
            + value.getClass().getTypeName()
            + " that "
            + node
            + " stored under '"
            + key
            + "' was changed without a put, so the store no longer holds what was written: copy it"
            + " before storing or changing it, or make it immutable");
  }

  void seen(Property property, String detail) {
    report(property, detail, null, Judged.WHEN_SEEN, List.of());
  }

  /** Keeps the violation, if it is the first. */
  void report(
      Property property,
      String detail,
      @Nullable Throwable thrown,
      Judged judged,
      List<Integer> operations) {
    if (violation == null) {
      violation =
          new Violation(
              property.name(),
              detail,
              world.now(),
              thrown,
              judged,
              operations,
              property.declared());
      world.violated(violation);
    }
  }
}
