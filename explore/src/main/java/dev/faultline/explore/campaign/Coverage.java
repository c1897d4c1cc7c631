package dev.faultline.explore.campaign;

import dev.faultline.sim.base.KeyedHash;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.Tracer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * What one run showed, and after how many decisions it showed it first: the states that the program
 * signalled; and, for programs that signal nothing, what happened at each node, three events at a
 * time.
 */
public final class Coverage implements Tracer {
  private static final int GETS = 1;
  private static final int TIMER = 2;
  private static final int MISSES = 3;
  private static final int STARTS = 4;
  private static final int CRASHES = 5;
  private static final int ENDS = 6;
  private static final int STRIKES = 7;

  private static final ClassValue<Long> NAME =
      new ClassValue<>() {
        @Override
        protected Long computeValue(Class<?> type) {
          return KeyedHash.ofText(type.getName());
        }
      };

  private final LongSupplier decisions;
  private final Map<Long, Long> signals = new LinkedHashMap<>();
  private final Map<Long, Long> grams = new LinkedHashMap<>();
  private final Map<String, Long> last = new LinkedHashMap<>();

  /**
   * What a run shows that is about to begin.
   *
   * @param decisions how many decisions have been taken in it so far
   */
  public Coverage(LongSupplier decisions) {
    this.decisions = decisions;
  }

  /** All that it showed, as numbers that are equal for what is equal. */
  public Set<Long> behaviours() {
    Set<Long> all = new LinkedHashSet<>(signals.keySet());
    all.addAll(grams.keySet());
    return all;
  }

  /** Signalled states, each with the number of decisions that had been taken. */
  public Map<Long, Long> signals() {
    return signals;
  }

  /** Sequences of three events, each with the number of decisions that had been taken. */
  public Map<Long, Long> grams() {
    return grams;
  }

  /** Not by what it says. */
  @Override
  public boolean hearsStates() {
    return false;
  }

  @Override
  public void on(TraceEvent event) {
    switch (event) {
      case TraceEvent.Signalled e ->
          signals.putIfAbsent(
              KeyedHash.of(e.value(), 0, KeyedHash.ofText(e.node()), KeyedHash.ofText(e.name())),
              decisions.getAsLong());
      case TraceEvent.Delivered e -> gram(e.to(), GETS, kind(e.message()));
      case TraceEvent.TimerFired e -> gram(e.node(), TIMER, kind(e.tag()));
      case TraceEvent.Lost e -> gram(e.to(), MISSES, kind(e.message()));
      case TraceEvent.Started e -> gram(e.node(), STARTS, 0);
      case TraceEvent.Crashed e -> gram(e.node(), CRASHES, 0);
      case TraceEvent.Completed e -> gram(e.client(), ENDS, e.ending().ordinal());
      case TraceEvent.FaultBegan e -> gram("", STRIKES, kind(e.fault()));
      case TraceEvent.FaultEnded e -> {}
      case TraceEvent.Sent e -> {}
      case TraceEvent.Duplicated e -> {}
      case TraceEvent.ThreadRan e -> {}
      case TraceEvent.Healed e -> {}
      case TraceEvent.Remarked e -> {}
      case TraceEvent.Described e -> {}
      case TraceEvent.Invoked e -> {}
      case TraceEvent.Violated e -> {}
    }
  }

  private static long kind(Object message) {
    return NAME.get(Envelopes.open(message).getClass());
  }

  private void gram(String node, int what, long detail) {
    long hash = KeyedHash.mix(detail + what) & 0x1F_FFFF;
    long three = (last.getOrDefault(node, 0L) << 21 | hash) & 0x7FFF_FFFF_FFFF_FFFFL;
    last.put(node, three);
    grams.putIfAbsent(KeyedHash.mix(three + KeyedHash.ofText(node)), decisions.getAsLong());
  }
}
