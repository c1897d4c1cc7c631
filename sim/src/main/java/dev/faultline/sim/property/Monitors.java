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
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The properties of a program, and what has become of them in this world. */
public final class Monitors {
  /** What {@link #remembers} means, for people. */
  public static final String MEMORY =
      "what properties remember (leadsTo, eventuallyAlways, sometimes with a count, and when)";

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

    /** How many times it has still to come true. */
    int missing;

    /** Whether it was true when it was last looked at. */
    boolean was;

    Awaited(Property property, int times, BooleanSupplier condition) {
      this.property = property;
      this.missing = times;
      this.condition = condition;
    }

    void seen(boolean now) {
      if (now && !was && --missing == 0) {
        met = true;
      }
      was = now;
    }
  }

  /** When the condition is true for the first time the action is due. */
  private static final class Moment {
    final Condition condition;
    final Runnable action;
    boolean come;

    Moment(Condition condition, Runnable action) {
      this.condition = condition;
      this.action = action;
    }
  }

  /** Whenever the cause is true the effect is due. */
  private static final class Promised {
    final Property property;
    final long withinNanos;
    final BooleanSupplier cause;
    final BooleanSupplier effect;

    /** Counts what was owed so far. */
    long owed;

    /** Whether the effect is due and has not come. */
    boolean waiting;

    Promised(Property property, long withinNanos, BooleanSupplier cause, BooleanSupplier effect) {
      this.property = property;
      this.withinNanos = withinNanos;
      this.cause = cause;
      this.effect = effect;
    }
  }

  private final List<Condition> always = new ArrayList<>();
  private final List<Awaited> sometimes = new ArrayList<>();
  private final List<Awaited> eventually = new ArrayList<>();
  private final List<Condition> settled = new ArrayList<>();
  private final List<Promised> promised = new ArrayList<>();
  private final List<Moment> moments = new ArrayList<>();
  private final Map<String, Awaited> reachable = new LinkedHashMap<>();
  private final Map<String, Property> unreachable = new LinkedHashMap<>();
  private boolean remembers;
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

    void violated(Violation violation);

    /** Lets something happen after so many nanoseconds. */
    void after(long nanos, Runnable action);
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

  public void sometimes(String name, int times, BooleanSupplier condition) {
    sometimes.add(new Awaited(property(name), times, condition));
    watching = true;
    remembers |= times > 1;
  }

  public void reachable(String place) {
    reachable.put(place, new Awaited(property(place), 1, () -> false));
  }

  public void unreachable(String place) {
    unreachable.put(place, property(place));
  }

  /** A node has come to a place in its code that has a name. */
  public void came(String node, String place) {
    Awaited wanted = reachable.get(place);
    if (wanted != null) {
      wanted.met = true;
    }
    Property unwanted = unreachable.get(place);
    if (unwanted != null) {
      seen(unwanted, node + " came to a place that is declared unreachable");
    }
  }

  public void check(String name, Supplier<? extends Verdict> verdict) {
    checks.add(new Check(property(name), verdict));
  }

  /** Adds a condition that has to come true between healing and its deadline. */
  public Runnable eventually(String name, BooleanSupplier condition) {
    Awaited awaited = new Awaited(property(name), 1, condition);
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

  /** Adds a condition that has to be true from its deadline on. */
  public Runnable eventuallyAlways(String name, BooleanSupplier condition) {
    Condition settling = new Condition(property(name), condition);
    remembers = true;
    return () -> {
      settled.add(settling);
      watching = true;
      requireSettled(settling, "is not true at its deadline");
    };
  }

  private void requireSettled(Condition settling, String otherwise) {
    if (!evaluate(settling.property, settling.holds, Judged.AT_DEADLINE)) {
      report(settling.property, otherwise, null, Judged.AT_DEADLINE, List.of());
    }
  }

  /** Adds an effect that has to follow within that time whenever its cause is true. */
  public void leadsTo(
      String name, long withinNanos, BooleanSupplier cause, BooleanSupplier effect) {
    promised.add(new Promised(property(name), withinNanos, cause, effect));
    watching = true;
    remembers = true;
  }

  /** Adds an action for the first moment at which a condition is true. */
  public void when(String name, BooleanSupplier condition, Runnable action) {
    moments.add(new Moment(new Condition(property(name), condition), action));
    watching = true;
    remembers = true;
  }

  public void healed() {
    healed = true;
    watching |= !eventually.isEmpty();
    for (Promised each : promised) {
      if (each.waiting) {
        due(each);
      }
    }
  }

  /** Whether any property looks at the world while it runs. */
  public boolean watching() {
    return watching || !eventually.isEmpty();
  }

  /** Whether any property depends on more of a run than its present state. */
  public boolean remembers() {
    return remembers;
  }

  /** Tells which conditions that have to come true after healing have, in a fixed order. */
  public void met(Consumer<Boolean> told) {
    if (healed) {
      for (Awaited each : eventually) {
        told.accept(each.met);
      }
    }
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
    reachable.forEach((place, awaited) -> reached.put(place, awaited.met));
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
      if (!each.met) {
        each.seen(evaluate(each.property, each.condition, Judged.WHEN_SEEN));
      }
    }
    for (Moment each : moments) {
      if (!each.come
          && evaluate(each.condition.property, each.condition.holds, Judged.WHEN_SEEN)
          && violation == null) {
        each.come = true;
        world.after(0, each.action);
      }
    }
    for (Condition each : settled) {
      requireSettled(each, "did not stay true after its deadline");
    }
    for (Promised each : promised) {
      look(each);
    }
    if (healed) {
      for (Awaited each : eventually) {
        if (!each.met && evaluate(each.property, each.condition, Judged.WHEN_SEEN)) {
          each.met = true;
        }
      }
    }
  }

  private void look(Promised promise) {
    boolean owed = promise.waiting || evaluate(promise.property, promise.cause, Judged.WHEN_SEEN);
    boolean waiting =
        owed && !evaluate(promise.property, promise.effect, Judged.WHEN_SEEN) && violation == null;
    if (waiting && !promise.waiting) {
      promise.owed++;
      if (healed) {
        due(promise);
      }
    }
    promise.waiting = waiting;
  }

  private void due(Promised promise) {
    long owed = promise.owed;
    world.after(
        promise.withinNanos,
        () -> {
          if (promise.waiting
              && promise.owed == owed
              && !evaluate(promise.property, promise.effect, Judged.AT_DEADLINE)) {
            report(
                promise.property,
                "its cause came, and its effect did not within "
                    + SimTime.text(promise.withinNanos),
                null,
                Judged.AT_DEADLINE,
                List.of());
          }
        });
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
