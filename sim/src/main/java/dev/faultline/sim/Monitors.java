package dev.faultline.sim;

import dev.faultline.check.Verdict;
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
  private record Always(String name, BooleanSupplier holds) {}

  private record AtEnd(String name, Supplier<? extends Verdict> verdict) {}

  private static final class Awaited {
    final String name;
    final BooleanSupplier condition;
    boolean met;

    Awaited(String name, BooleanSupplier condition) {
      this.name = name;
      this.condition = condition;
    }
  }

  private final List<Always> always = new ArrayList<>();
  private final List<Awaited> sometimes = new ArrayList<>();
  private final List<Awaited> eventually = new ArrayList<>();
  private final List<AtEnd> checks = new ArrayList<>();
  private final List<Always> conditionsAtEnd = new ArrayList<>();
  private final WorldClock clock;
  private boolean healed;
  private boolean watching;
  private @Nullable Violation violation;
  private @Nullable String inconclusive;

  /** What the monitors need of the world. */
  interface WorldClock {
    long now();

    void violated(Violation violation);
  }

  Monitors(WorldClock clock) {
    this.clock = clock;
  }

  void always(String name, BooleanSupplier holds) {
    always.add(new Always(name, holds));
    watching = true;
  }

  void sometimes(String name, BooleanSupplier condition) {
    sometimes.add(new Awaited(name, condition));
    watching = true;
  }

  void check(String name, Supplier<? extends Verdict> verdict) {
    checks.add(new AtEnd(name, verdict));
  }

  /** Adds a condition that has to come true between healing and its deadline. */
  Runnable eventually(String name, BooleanSupplier condition) {
    Awaited awaited = new Awaited(name, condition);
    eventually.add(awaited);
    return () -> {
      if (!awaited.met && !evaluate(name, condition)) {
        report(name, "did not come true before its deadline", null, true);
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
      reached.put(each.name, each.met);
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
    for (Always each : always) {
      if (!evaluate(each.name, each.holds)) {
        violated(each.name, "does not hold", null);
        return;
      }
    }
    for (Awaited each : sometimes) {
      if (!each.met && evaluate(each.name, each.condition)) {
        each.met = true;
      }
    }
    if (healed) {
      for (Awaited each : eventually) {
        if (!each.met && evaluate(each.name, each.condition)) {
          each.met = true;
        }
      }
    }
  }

  private boolean evaluate(String name, BooleanSupplier condition) {
    try {
      return condition.getAsBoolean();
    } catch (SimulationBug | VirtualMachineError thrown) {
      throw thrown;
    } catch (Throwable thrown) {
      // An assertion that fails in a condition is a violation like any other.
      violated(name, "its condition threw " + thrown, thrown);
      return true;
    }
  }

  void atEnd(String name, BooleanSupplier holds) {
    conditionsAtEnd.add(new Always(name, holds));
  }

  /**
   * Runs the checks that look at the whole run.
   *
   * @param ended whether it came to its end
   */
  void atEnd(boolean ended) {
    for (Always each : conditionsAtEnd) {
      if (ended && violation == null && !evaluate(each.name, each.holds)) {
        violated(each.name, "does not hold at the end", null);
      }
    }
    for (AtEnd each : checks) {
      if (violation != null) {
        return;
      }
      judge(each);
    }
  }

  private void judge(AtEnd check) {
    Verdict verdict;
    try {
      verdict = check.verdict.get();
    } catch (RuntimeException thrown) {
      violated(check.name, "the check threw " + thrown, thrown);
      return;
    }
    switch (verdict) {
      case Verdict.Valid valid -> {}
      case Verdict.Invalid invalid -> violated(check.name, invalid.summary(), null);
      case Verdict.Unknown unknown -> inconclusive(check.name + ": " + unknown.summary());
    }
  }

  void nodeThrew(String node, Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    violated(Violation.NO_NODE_THROWS, node + " threw " + trace.toString().strip(), thrown);
  }

  void violated(String property, String detail, @Nullable Throwable thrown) {
    report(property, detail, thrown, false);
  }

  private void report(
      String property, String detail, @Nullable Throwable thrown, boolean liveness) {
    if (violation == null) {
      violation = new Violation(property, detail, clock.now(), thrown, liveness);
      clock.violated(violation);
    }
  }
}
