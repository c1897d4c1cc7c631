package dev.faultline.explore;

import dev.faultline.sim.KeyedHash;
import dev.faultline.sim.TraceEvent;
import dev.faultline.sim.Tracer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one run showed, and after how many decisions it showed it first: the states that the program
 * signalled; and, for programs that signal nothing, what happened at each node, three events at a
 * time.
 */
final class Coverage implements Tracer {
  private final GuidedAdversary adversary;
  private final Map<Long, Long> signals = new LinkedHashMap<>();
  private final Map<Long, Long> grams = new LinkedHashMap<>();
  private final Map<String, Long> last = new LinkedHashMap<>();

  Coverage(GuidedAdversary adversary) {
    this.adversary = adversary;
  }

  /** Signalled states, each with the number of decisions that had been taken. */
  Map<Long, Long> signals() {
    return signals;
  }

  /** Sequences of three events, each with the number of decisions that had been taken. */
  Map<Long, Long> grams() {
    return grams;
  }

  @Override
  public void on(TraceEvent event) {
    switch (event) {
      case TraceEvent.Signalled e ->
          signals.putIfAbsent(
              KeyedHash.of(e.value(), 0, KeyedHash.ofText(e.node()), KeyedHash.ofText(e.name())),
              adversary.decisions());
      case TraceEvent.Delivered e -> gram(e.to(), "gets " + e.message().getClass().getName());
      case TraceEvent.TimerFired e -> gram(e.node(), "timer " + e.tag().getClass().getName());
      case TraceEvent.Lost e -> gram(e.to(), "misses " + e.message().getClass().getName());
      case TraceEvent.Started e -> gram(e.node(), "starts");
      case TraceEvent.Crashed e -> gram(e.node(), "crashes");
      case TraceEvent.Completed e -> gram(e.client(), "ends " + e.ending());
      case TraceEvent.FaultBegan e -> gram("", e.fault().getClass().getName());
      case TraceEvent.FaultEnded e -> {}
      case TraceEvent.Sent e -> {}
      case TraceEvent.Duplicated e -> {}
      case TraceEvent.ThreadRan e -> {}
      case TraceEvent.Healed e -> {}
      case TraceEvent.Remarked e -> {}
      case TraceEvent.Invoked e -> {}
      case TraceEvent.Violated e -> {}
    }
  }

  private void gram(String node, String what) {
    long hash = KeyedHash.ofText(what) & 0x1F_FFFF;
    long three = (last.getOrDefault(node, 0L) << 21 | hash) & 0x7FFF_FFFF_FFFF_FFFFL;
    last.put(node, three);
    grams.putIfAbsent(KeyedHash.mix(three + KeyedHash.ofText(node)), adversary.decisions());
  }
}
