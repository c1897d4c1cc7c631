package dev.faultline.sim.property;

import dev.faultline.check.Evidence;
import dev.faultline.check.Verdict;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.rare.Lazily;
import dev.faultline.sim.trace.Violation;
import dev.faultline.sim.trace.Violation.Judged;
import java.util.Collections;
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
      "what properties remember (leadsTo, eventuallyAlways, sometimes with a count, and when), and"
          + " which messages the program has handled by hand";

  private List<Condition> always = Collections.emptyList();
  private List<Awaited> sometimes = Collections.emptyList();
  private List<Awaited> eventually = Collections.emptyList();
  private List<Condition> settling = Collections.emptyList();

  /** Those of them whose deadline has come. */
  private List<Condition> settled = Collections.emptyList();

  private List<Promised> promised = Collections.emptyList();
  private List<Moment> moments = Collections.emptyList();
  private Map<String, Awaited> reachable = Collections.emptyMap();
  private Map<String, Property> unreachable = Collections.emptyMap();
  private boolean remembers;
  private final WorldView world;
  private final Found found;
  private final AtEnd atEnd;
  private final boolean explained;
  private boolean healed;
  private boolean watching;

  /** What the monitors need of the world. */
  public interface WorldView {
    long now();

    /** The operations in the evidence that say something, by their numbers in the trace. */
    List<Integer> operations(Evidence evidence);

    /** Why a history is invalid, with clients by their names in this world. */
    String explanation(Evidence evidence);

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
    this.found = new Found(world);
    this.atEnd = new AtEnd(found, explained);
    this.explained = explained;
  }

  private Property property(String name) {
    return new Property(name, explained ? Declaration.here() : Declaration.UNKNOWN);
  }

  public void always(String name, BooleanSupplier holds) {
    always = Lazily.with(always, new Condition(property(name), holds));
    watching = true;
  }

  public void sometimes(String name, int times, BooleanSupplier condition) {
    nameIsFree(name, sometimes.stream().anyMatch(other -> other.property.name().equals(name)));
    nameIsFree(name, reachable.containsKey(name));
    sometimes = Lazily.with(sometimes, new Awaited(property(name), times, condition));
    watching = true;
    remembers |= times > 1;
  }

  public void reachable(String place) {
    nameIsFree(place, sometimes.stream().anyMatch(other -> other.property.name().equals(place)));
    reachable = Lazily.open(reachable);
    reachable.put(place, new Awaited(property(place), 1, () -> false));
  }

  public void unreachable(String place) {
    unreachable = Lazily.open(unreachable);
    unreachable.put(place, property(place));
  }

  /** Campaigns count by name: under one name, one would count for the other. */
  private static void nameIsFree(String name, boolean taken) {
    if (taken) {
      throw new IllegalArgumentException(
          "there is already a sometimes or reachable called '" + name + "'; give it another name");
    }
  }

  /** A node has come to a place in its code that has a name. */
  public void came(String node, String place) {
    Awaited wanted = reachable.get(place);
    if (wanted != null) {
      wanted.met = true;
    }
    Property unwanted = unreachable.get(place);
    if (unwanted != null) {
      found.seen(unwanted, node + " reached a place that is declared unreachable");
    }
  }

  public void check(String name, Supplier<? extends Verdict> verdict) {
    atEnd.add(new Check(property(name), verdict));
  }

  /** Adds a condition that has to come true between healing and its deadline. */
  public Runnable eventually(String name, BooleanSupplier condition) {
    Awaited awaited = new Awaited(property(name), 1, condition);
    eventually = Lazily.with(eventually, awaited);
    return () -> {
      awaited.judged = true;
      if (!awaited.met && !found.evaluate(awaited.property, condition, Judged.WHEN_SEEN)) {
        found.report(
            awaited.property,
            Reasoned.of(condition, "did not come true before its deadline"),
            null,
            Judged.AT_DEADLINE,
            List.of());
      }
    };
  }

  /** Adds a condition that has to be true from its deadline on. */
  public Runnable eventuallyAlways(String name, BooleanSupplier condition) {
    Condition added = new Condition(property(name), condition);
    settling = Lazily.with(settling, added);
    remembers = true;
    return () -> {
      settled = Lazily.with(settled, added);
      watching = true;
      requireSettled(added, "is false at its deadline");
    };
  }

  private void requireSettled(Condition wanted, String otherwise) {
    if (!found.evaluate(wanted.property(), wanted.holds(), Judged.AT_DEADLINE)) {
      found.report(
          wanted.property(),
          Reasoned.of(wanted.holds(), otherwise),
          null,
          Judged.AT_DEADLINE,
          List.of());
    }
  }

  /** Adds an effect that has to follow within that time whenever its cause is true. */
  public void leadsTo(
      String name, long withinNanos, BooleanSupplier cause, BooleanSupplier effect) {
    promised = Lazily.with(promised, new Promised(property(name), withinNanos, cause, effect));
    watching = true;
    remembers = true;
  }

  /**
   * Adds an action for the moment at which a condition is true for the first time.
   *
   * @param expected whether it is worth telling that it never was
   */
  public void when(String name, BooleanSupplier condition, Runnable action, boolean expected) {
    moments =
        Lazily.with(
            moments, new Moment(new Condition(property(name), condition), action, expected));
    watching = true;
    remembers = true;
  }

  /** The program counts messages, which it drops, delays or holds. */
  public void remembersMessages() {
    watching = true;
    remembers = true;
  }

  public void healed() {
    healed = true;
    watching |= !eventually.isEmpty();
    for (Promised each : promised) {
      each.healed(found);
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
    return !atEnd.isEmpty();
  }

  public boolean violated() {
    return found.violation() != null;
  }

  public @Nullable Violation violation() {
    return found.violation();
  }

  public @Nullable String inconclusive() {
    return found.inconclusive();
  }

  public void inconclusive(String reason) {
    found.inconclusive(reason);
  }

  /** What should happen sometimes, and the moments that actions wait for: whether it came. */
  public Map<String, Boolean> reached() {
    if (sometimes.isEmpty() && reachable.isEmpty() && moments.isEmpty()) {
      return Collections.emptyMap();
    }
    Map<String, Boolean> reached = new LinkedHashMap<>();
    for (Awaited each : sometimes) {
      reached.put(each.property.name(), each.met);
    }
    reachable.forEach((place, awaited) -> reached.put(place, awaited.met));
    for (Moment each : moments) {
      if (each.expected) {
        reached.put(
            numbered("when '" + each.condition.property().name() + "'", reached), each.come);
      }
    }
    return reached;
  }

  /** Two actions may wait under one name: the second gets a number. */
  private static String numbered(String name, Map<String, Boolean> taken) {
    String numbered = name;
    for (int i = 2; taken.containsKey(numbered); i++) {
      numbered = name + " #" + i;
    }
    return numbered;
  }

  /** Looks at every property after something has happened. */
  public void afterStep() {
    if (watching && found.violation() == null) {
      look();
    }
  }

  private void look() {
    for (Condition each : always) {
      if (!found.evaluate(each.property(), each.holds(), Judged.WHEN_SEEN)) {
        found.seen(each.property(), Reasoned.of(each.holds(), "does not hold"));
        return;
      }
    }
    for (Awaited each : sometimes) {
      if (!each.met) {
        each.seen(found.evaluate(each.property, each.condition, Judged.WHEN_SEEN));
      }
    }
    for (Moment each : moments) {
      if (!each.come
          && found.evaluate(each.condition.property(), each.condition.holds(), Judged.WHEN_SEEN)
          && found.violation() == null) {
        each.come = true;
        world.after(0, each.action);
      }
    }
    for (Condition each : settled) {
      requireSettled(each, "did not stay true after its deadline");
    }
    for (Promised each : promised) {
      each.look(found, healed);
    }
    if (healed) {
      for (Awaited each : eventually) {
        if (!each.met && found.evaluate(each.property, each.condition, Judged.WHEN_SEEN)) {
          each.met = true;
        }
      }
    }
  }

  public void atEnd(String name, BooleanSupplier holds) {
    atEnd.add(new Condition(property(name), holds));
  }

  /**
   * Runs the checks that look at the whole run.
   *
   * @param ended whether it came to its end
   */
  public void atEnd(boolean ended) {
    atEnd.judge(ended);
  }

  /** The program stopped its world: says which properties had no chance to be judged. */
  public void stopped() {
    for (Awaited each : eventually) {
      if (!each.met && !each.judged) {
        notJudged("eventually", each.property);
      }
    }
    for (Condition each : settling) {
      if (!settled.contains(each)) {
        notJudged("eventuallyAlways", each.property());
      }
    }
    for (Promised each : promised) {
      if (each.hadNoChance(world.now())) {
        notJudged("leadsTo", each.property());
      }
    }
  }

  private void notJudged(String kind, Property property) {
    inconclusive(
        kind
            + " '"
            + property.name()
            + "' was not judged: the program stopped the world at "
            + SimTime.text(world.now())
            + ", before the deadline");
  }

  /** Code of the program that belongs to no node and to no property threw. */
  public void programThrew(String what, Throwable its, Judged judged) {
    found.programThrew(what, its, judged);
  }

  public void nodeThrew(String node, Throwable its) {
    found.nodeThrew(node, its);
  }

  public void messageChanged(String from, String to, Object message) {
    found.messageChanged(from, to, message);
  }

  public void storedValueChanged(String node, String key, Object value) {
    found.storedValueChanged(node, key, value);
  }

  /** The program itself has seen that a property does not hold. */
  public void violated(String name, String detail) {
    found.seen(property(name), detail);
  }
}
