package dev.faultline.report;

import dev.faultline.core.Fault;
import dev.faultline.core.PartitionShape;
import dev.faultline.explore.Durations;
import dev.faultline.explore.tape.FaultText;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A fault as the diagram shows it.
 *
 * @param family what it strikes: it decides the colour
 * @param title a few words, for the band
 * @param text the line that a replay file has for it
 * @param groups of nodes that it separates, or the one group that it strikes
 * @param duration how long it was meant to last
 */
record FaultNote(
    Family family, String title, String text, List<List<String>> groups, Duration duration) {
  /** What a fault strikes. */
  enum Family {
    NETWORK,
    PROCESS,
    CLOCK,
    ARBITRARY
  }

  static FaultNote of(Fault fault) {
    return switch (fault) {
      case Fault.Partition p ->
          new FaultNote(Family.NETWORK, partition(p), FaultText.of(p), p.groups(), p.duration());
      case Fault.LinkLoss l ->
          link(l, l.from(), l.to(), "loses " + Math.round(l.rate() * 100) + "%");
      case Fault.LinkDelay d -> link(d, d.from(), d.to(), "+" + Durations.text(d.extra()));
      case Fault.Flapping f -> link(f, f.from(), f.to(), "flaps");
      case Fault.Crash c -> node(Family.PROCESS, c, c.node(), "down");
      case Fault.Pause p -> node(Family.PROCESS, p, p.node(), "paused");
      case Fault.Slow s ->
          node(Family.PROCESS, s, s.node(), "slow, " + Durations.text(s.perStep()) + " a step");
      case Fault.SendOmission o ->
          node(Family.PROCESS, o, o.node(), "omits " + Math.round(o.rate() * 100) + "% of sends");
      case Fault.ReceiveOmission o ->
          node(
              Family.PROCESS, o, o.node(), "omits " + Math.round(o.rate() * 100) + "% of receipts");
      case Fault.ClockJump j ->
          node(
              Family.CLOCK,
              j,
              j.node(),
              "clock jumps " + (j.by().isNegative() ? "" : "+") + Durations.text(j.by()));
      case Fault.ClockDrift d ->
          node(Family.CLOCK, d, d.node(), "clock drifts " + signed(d.ppm()) + " ppm");
      case Fault.SyncFailure f -> node(Family.PROCESS, f, f.node(), "sync fails");
      case Fault.Disk d ->
          node(
              Family.PROCESS,
              d,
              d.node(),
              "disk: " + d.trouble().name().toLowerCase(Locale.ROOT).replace('_', ' '));
      case Fault.Arbitrary a -> node(Family.ARBITRARY, a, a.node(), "arbitrary");
    };
  }

  private static FaultNote node(Family family, Fault fault, String node, String what) {
    return new FaultNote(
        family, node + " " + what, FaultText.of(fault), List.of(List.of(node)), fault.duration());
  }

  private static FaultNote link(Fault fault, String from, String to, String what) {
    return new FaultNote(
        Family.NETWORK,
        from + " → " + to + " " + what,
        FaultText.of(fault),
        List.of(List.of(from), List.of(to)),
        fault.duration());
  }

  private static String signed(long number) {
    return number < 0 ? Long.toString(number) : "+" + number;
  }

  private static String partition(Fault.Partition partition) {
    List<List<String>> groups = partition.groups();
    return switch (partition.shape()) {
      case PartitionShape.HALVES -> names(groups.get(0)) + " | " + names(groups.get(1));
      case PartitionShape.ISOLATED -> names(groups.get(0)) + " isolated";
      case PartitionShape.ONE_WAY -> names(groups.get(0)) + " ↛ " + names(groups.get(1));
      case PartitionShape.BRIDGE ->
          names(groups.get(0))
              + " | "
              + names(groups.get(1))
              + ", bridged by "
              + names(groups.get(2));
      case PartitionShape.MAJORITY_RING -> "majority ring of " + names(groups.get(0));
    };
  }

  private static String names(List<String> group) {
    return group.stream().collect(Collectors.joining(" "));
  }
}
