package dev.faultline.sim.property;

import dev.faultline.check.Evidence;
import dev.faultline.check.Reports;
import dev.faultline.check.Verdict;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.base.UserCode;
import dev.faultline.sim.base.UserText;
import dev.faultline.sim.trace.Violation;
import dev.faultline.sim.trace.Violation.Judged;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The properties of a program, and what has become of them in this world. */
public final class Monitors {
  /** A property's name, and where the program declared it. */
  private record Property(String name, List<StackTraceElement> declared) {}

  private record Condition(Property property, BooleanSupplier holds) {}

  private record Check(Property property, Supplier<? extends Verdict> verdict) {}

  private static final class Awaited {
    final Property property;
    final BooleanSupplier condition;
    boolean met;

    /** Whether its deadline has come. */
    boolean judged;

    Awaited(Property property, BooleanSupplier condition) {
      this.property = property;
      this.condition = condition;
    }
  }

  private final List<Condition> always = new ArrayList<>();
  private final List<Awaited> sometimes = new ArrayList<>();
  private final List<Awaited> eventually = new ArrayList<>();
  private final List<Check> checks = new ArrayList<>();
  private final List<Condition> conditionsAtEnd = new ArrayList<>();
  private final WorldView world;
  private final boolean explained;
  private boolean healed;
  private boolean watching;
  private @Nullable Violation violation;
  private @Nullable String inconclusive;

  /** What the monitors need of the world. */
  public interface WorldView {
    long now();

    /** The operations in the evidence that say something, by their numbers in the trace. */
    List<Integer> operations(Evidence evidence);

    public void violated(Violation violation);
  }

  /**
   * Monitors for one world.
   *
   * @param explained see {@code WorldOptions.explained}
   */
  public Monitors(WorldView world, boolean explained) {
    this.world = world;
    this.explained = explained;
  }

  private Property property(String name) {
    return new Property(name, explained ? Declaration.here() : Declaration.UNKNOWN);
  }

  public void always(String name, BooleanSupplier holds) {
    always.add(new Condition(property(name), holds));
    watching = true;
  }

  public void sometimes(String name, BooleanSupplier condition) {
    sometimes.add(new Awaited(property(name), condition));
    watching = true;
  }

  public void check(String name, Supplier<? extends Verdict> verdict) {
    checks.add(new Check(property(name), verdict));
  }

  /** Adds a condition that has to come true between healing and its deadline. */
  public Runnable eventually(String name, BooleanSupplier condition) {
    Awaited awaited = new Awaited(property(name), condition);
    eventually.add(awaited);
    return () -> {
      awaited.judged = true;
      if (!awaited.met && !evaluate(awaited.property, condition, Judged.WHEN_SEEN)) {
        report(
            awaited.property,
            "did not come true before its deadline",
            null,
            Judged.AT_DEADLINE,
            List.of());
      }
    };
  }

  public void healed() {
    healed = true;
    watching |= !eventually.isEmpty();
  }

  /** Whether any property looks at the world while it runs. */
  public boolean watching() {
    return watching || !eventually.isEmpty();
  }

  /** Whether anything is judged when the run is over. */
  public boolean judgesAtEnd() {
    return !checks.isEmpty() || !conditionsAtEnd.isEmpty();
  }

  public boolean violated() {
    return violation != null;
  }

  public @Nullable Violation violation() {
    return violation;
  }

  public @Nullable String inconclusive() {
    return inconclusive;
  }

  public void inconclusive(String reason) {
    if (inconclusive == null) {
      inconclusive = reason;
    }
  }

  public Map<String, Boolean> reached() {
    Map<String, Boolean> reached = new LinkedHashMap<>();
    for (Awaited each : sometimes) {
      reached.put(each.property.name, each.met);
    }
    return reached;
  }

  /** Looks at every property after something has happened. */
  public void afterStep() {
    if (watching && violation == null) {
      look();
    }
  }

  private void look() {
    for (Condition each : always) {
      if (!evaluate(each.property, each.holds, Judged.WHEN_SEEN)) {
        seen(each.property, "does not hold");
        return;
      }
    }
    for (Awaited each : sometimes) {
      if (!each.met && evaluate(each.property, each.condition, Judged.WHEN_SEEN)) {
        each.met = true;
      }
    }
    if (healed) {
      for (Awaited each : eventually) {
        if (!each.met && evaluate(each.property, each.condition, Judged.WHEN_SEEN)) {
          each.met = true;
        }
      }
    }
  }

  private boolean evaluate(Property property, BooleanSupplier condition, Judged judged) {
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

  public void atEnd(String name, BooleanSupplier holds) {
    conditionsAtEnd.add(new Condition(property(name), holds));
  }

  /**
   * Runs the checks that look at the whole run.
   *
   * @param ended whether it came to its end
   */
  public void atEnd(boolean ended) {
    for (Condition each : conditionsAtEnd) {
      if (ended && violation == null && !evaluate(each.property, each.holds, Judged.AT_END)) {
        report(each.property, "does not hold at the end", null, Judged.AT_END, List.of());
      }
    }
    for (Check each : checks) {
      if (violation != null) {
        return;
      }
      if (explained) {
        judge(each, ended);
      } else {
        Reports.leftOut(() -> {
          judge(each, ended);
          return true;
        });
      }
    }
  }

  /**
   * Runs a check. In a run that was cut short only what nothing can mend any more is a violation:
   * that a message has not been delivered yet says nothing.
   */
  private void judge(Check check, boolean ended) {
    Verdict verdict;
    try {
      verdict = check.verdict.get();
    } catch (Throwable thrown) {
      UserCode.rethrowWhatIsNotIts(thrown);
      if (ended) {
        Throwable told = UserText.printable(thrown);
        report(check.property, "the check threw " + told, told, Judged.AT_END, List.of());
      }
      return;
    }
    switch (verdict) {
      case Verdict.Valid valid -> {}
      case Verdict.Invalid invalid -> {
        boolean lasting = lasting(invalid.evidence());
        if (lasting || ended) {
          report(
              check.property,
              invalid.summary(),
              null,
              lasting ? Judged.WHEN_SEEN : Judged.AT_END,
              explained ? world.operations(invalid.evidence()) : List.of());
        }
      }
      case Verdict.Unknown unknown -> inconclusive(check.property.name + ": " + unknown.summary());
    }
  }

  /**
   * Whether the evidence stands however the run goes on: a history that has no order, or that holds
   * an anomaly of transactions, has none and holds it with more operations too. A pattern may be
   * that something is still missing.
   */
  private static boolean lasting(Evidence evidence) {
    return switch (evidence) {
      case Evidence.NoOrder noOrder -> true;
      case Evidence.Parts parts -> true;
      case Evidence.Forbidden forbidden -> true;
      case Evidence.Pattern pattern -> false;
    };
  }

  /** The program stopped its world: says which {@code eventually} had no chance to be judged. */
  public void stopped() {
    for (Awaited each : eventually) {
      if (!each.met && !each.judged) {
        inconclusive(
            "eventually '"
                + each.property.name
                + "' was not judged: the program stopped the world at "
                + SimTime.text(world.now())
                + ", before the deadline");
      }
    }
  }

  /** Code of the program that belongs to no node and to no property threw. */
  public void programThrew(String what, Throwable its, Judged judged) {
    Throwable thrown = UserText.printable(its);
    report(
        new Property(Violation.PROGRAM_DOES_NOT_THROW, Declaration.UNKNOWN),
        what + " threw " + UserCode.stackOf(thrown),
        thrown,
        judged,
        List.of());
  }

  public void nodeThrew(String node, Throwable its) {
    Throwable thrown = UserText.printable(its);
    report(
        new Property(Violation.NO_NODE_THROWS, Declaration.UNKNOWN),
        node + " threw " + UserCode.stackOf(thrown),
        thrown,
        Judged.WHEN_SEEN,
        List.of());
  }

  public void messageChanged(String from, String to, Object message) {
    seen(
        new Property(Violation.NO_MESSAGE_CHANGES, Declaration.UNKNOWN),
        "a "
            + message.getClass().getTypeName()
            + " that "
            + from
            + " sent to "
            + to
            + " was changed before it arrived, so that "
            + to
            + " does not get what was sent: copy it before it is sent, make it immutable, or give"
            + " the world's network a codec");
  }

  public void storedValueChanged(String node, String key, Object value) {
    seen(
        new Property(Violation.NO_STORED_VALUE_CHANGES, Declaration.UNKNOWN),
        "a "
            + value.getClass().getTypeName()
            + " that "
            + node
            + " stored under '"
            + key
            + "' was changed without a put, so that its disk does not hold what was written: copy"
            + " it before it is stored and before it is changed, or make it immutable");
  }

  /** The program itself has seen that a property does not hold. */
  public void violated(String name, String detail) {
    seen(property(name), detail);
  }

  private void seen(Property property, String detail) {
    report(property, detail, null, Judged.WHEN_SEEN, List.of());
  }

  private void report(
      Property property,
      String detail,
      @Nullable Throwable thrown,
      Judged judged,
      List<Integer> operations) {
    if (violation == null) {
      violation =
          new Violation(
              property.name, detail, world.now(), thrown, judged, operations, property.declared);
      world.violated(violation);
    }
  }
}
