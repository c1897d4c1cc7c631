package dev.faultline.sim;

import dev.faultline.check.Evidence;
import dev.faultline.check.Reports;
import dev.faultline.check.Verdict;
import dev.faultline.sim.Violation.Judged;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The properties of a program, and what has become of them in this world. */
final class Monitors {
  /** A property's name, and where the program declared it. */
  private record Property(String name, List<StackTraceElement> declared) {}

  private record Condition(Property property, BooleanSupplier holds) {}

  private record Check(Property property, Supplier<? extends Verdict> verdict) {}

  private static final class Awaited {
    final Property property;
    final BooleanSupplier condition;
    boolean met;

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
  interface WorldView {
    long now();

    /** The operations in the evidence that say something, by their numbers in the trace. */
    List<Integer> operations(Evidence evidence);

    void violated(Violation violation);
  }

  /**
   * Monitors for one world.
   *
   * @param explained see {@link WorldOptions#explained}
   */
  Monitors(WorldView world, boolean explained) {
    this.world = world;
    this.explained = explained;
  }

  private Property property(String name) {
    return new Property(name, explained ? Declaration.here() : Declaration.UNKNOWN);
  }

  void always(String name, BooleanSupplier holds) {
    always.add(new Condition(property(name), holds));
    watching = true;
  }

  void sometimes(String name, BooleanSupplier condition) {
    sometimes.add(new Awaited(property(name), condition));
    watching = true;
  }

  void check(String name, Supplier<? extends Verdict> verdict) {
    checks.add(new Check(property(name), verdict));
  }

  /** Adds a condition that has to come true between healing and its deadline. */
  Runnable eventually(String name, BooleanSupplier condition) {
    Awaited awaited = new Awaited(property(name), condition);
    eventually.add(awaited);
    return () -> {
      if (!awaited.met && !evaluate(awaited.property, condition)) {
        report(
            awaited.property,
            "did not come true before its deadline",
            null,
            Judged.AT_DEADLINE,
            List.of());
      }
    };
  }

  void healed() {
    healed = true;
    watching |= !eventually.isEmpty();
  }

  /** Whether any property looks at the world while it runs. */
  boolean watching() {
    return watching || !eventually.isEmpty();
  }

  boolean violated() {
    return violation != null;
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

  Map<String, Boolean> reached() {
    Map<String, Boolean> reached = new LinkedHashMap<>();
    for (Awaited each : sometimes) {
      reached.put(each.property.name, each.met);
    }
    return reached;
  }

  /** Looks at every property after something has happened. */
  void afterStep() {
    if (watching && violation == null) {
      look();
    }
  }

  private void look() {
    for (Condition each : always) {
      if (!evaluate(each.property, each.holds)) {
        seen(each.property, "does not hold");
        return;
      }
    }
    for (Awaited each : sometimes) {
      if (!each.met && evaluate(each.property, each.condition)) {
        each.met = true;
      }
    }
    if (healed) {
      for (Awaited each : eventually) {
        if (!each.met && evaluate(each.property, each.condition)) {
          each.met = true;
        }
      }
    }
  }

  private boolean evaluate(Property property, BooleanSupplier condition) {
    try {
      return condition.getAsBoolean();
    } catch (SimulationBug | VirtualMachineError thrown) {
      throw thrown;
    } catch (Throwable thrown) {
      // An assertion that fails in a condition is a violation like any other.
      report(property, "its condition threw " + thrown, thrown, Judged.WHEN_SEEN, List.of());
      return true;
    }
  }

  void atEnd(String name, BooleanSupplier holds) {
    conditionsAtEnd.add(new Condition(property(name), holds));
  }

  /**
   * Runs the checks that look at the whole run.
   *
   * @param ended whether it came to its end
   */
  void atEnd(boolean ended) {
    for (Condition each : conditionsAtEnd) {
      if (ended && violation == null && !evaluate(each.property, each.holds)) {
        report(each.property, "does not hold at the end", null, Judged.AT_END, List.of());
      }
    }
    for (Check each : checks) {
      if (violation != null) {
        return;
      }
      if (explained) {
        judge(each);
      } else {
        Reports.leftOut(() -> {
          judge(each);
          return true;
        });
      }
    }
  }

  private void judge(Check check) {
    Verdict verdict;
    try {
      verdict = check.verdict.get();
    } catch (RuntimeException thrown) {
      report(check.property, "the check threw " + thrown, thrown, Judged.WHEN_SEEN, List.of());
      return;
    }
    switch (verdict) {
      case Verdict.Valid valid -> {}
      case Verdict.Invalid invalid ->
          report(
              check.property,
              invalid.summary(),
              null,
              Judged.WHEN_SEEN,
              explained ? world.operations(invalid.evidence()) : List.of());
      case Verdict.Unknown unknown -> inconclusive(check.property.name + ": " + unknown.summary());
    }
  }

  void nodeThrew(String node, Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    report(
        new Property(Violation.NO_NODE_THROWS, Declaration.UNKNOWN),
        node + " threw " + trace.toString().strip(),
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
            + " was changed before it arrived, so that "
            + to
            + " does not get what was sent: copy it before it is sent, make it immutable, or give"
            + " the world's network a codec");
  }

  /** The program itself has seen that a property does not hold. */
  void violated(String name, String detail) {
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
