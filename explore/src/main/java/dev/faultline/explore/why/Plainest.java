package dev.faultline.explore.why;

import dev.faultline.core.Fault;
import dev.faultline.explore.Finding;
import dev.faultline.explore.ReplayFile;
import dev.faultline.explore.ShrinkBudget;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Findings;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.shrink.Attempts;
import dev.faultline.explore.shrink.SameViolation;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.tape.Tape;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.adversary.Subjects;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.Tracer;
import dev.faultline.sim.trace.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The same violation with plainer faults, so that runs of one cause look alike: the messages that a
 * partition took are lost one by one, of which only those stay that matter, and a node that was
 * down stands still. Only what faults a run has is of use afterwards, since it is another run.
 */
final class Plainest {
  /** More lost messages than that are not tried one by one. */
  private static final int MOST_LOST = 60;

  private final CampaignPlan plan;
  private final Attempts attempts;
  private final Finding finding;
  private @Nullable WorldRun plainest;

  private Plainest(CampaignPlan plan, Finding small, Attempts attempts) {
    this.plan = plan;
    this.finding = small;
    this.attempts = attempts;
  }

  /**
   * The run with the plainest faults; the given one where none is plainer.
   *
   * @param small a finding that was made small
   * @param run its events
   */
  static Finding of(CampaignPlan plan, Finding small, List<TraceEvent> run, ShrinkBudget budget) {
    Tape tape = small.replay().tape();
    if (tape.order() != EventOrder.TIME) {
      return small;
    }
    try (Attempts attempts = new Attempts(plan.jobs(), budget)) {
      Plainest plainest = new Plainest(plan, small, attempts);
      plainest.become(lostOneByOne(tape, run));
      plainest.become(lostInCrashes(plainest.tape(), plainest.events(run)));
      plainest.become(standingStill(plainest.tape()));
      return plainest.finding();
    }
  }

  private Tape tape() {
    return plainest == null ? finding.replay().tape() : plainest.tape();
  }

  /** The events of the run as it is by now; none where the budget is over. */
  private List<TraceEvent> events(List<TraceEvent> before) {
    if (plainest == null) {
      return before;
    }
    List<TraceEvent> heard = new ArrayList<>();
    attempts.all(List.of(tape()), each -> replay(each, heard::add));
    return heard;
  }

  private Finding finding() {
    Finding changed =
        plainest == null ? null : Findings.of(plan, plainest, finding.replay().until());
    return changed == null ? finding : changed;
  }

  /** The tape without what took messages, and with each of these messages lost. */
  private static @Nullable Tape lostOneByOne(Tape tape, List<TraceEvent> run) {
    Set<Departure> left = new LinkedHashSet<>();
    boolean taken = false;
    for (Departure departure : tape.departures()) {
      if (takes(departure)) {
        taken = true;
      } else {
        left.add(departure);
      }
    }
    int lost = 0;
    for (TraceEvent event : run) {
      if (event instanceof TraceEvent.Lost e
          && e.reason() != TraceEvent.LossReason.RECEIVER_DOWN
          && left.add(
              new Departure.Struck(Decision.LOSS, Subjects.link(e.from(), e.to()), e.ordinal()))) {
        lost++;
      }
    }
    return !taken || lost > MOST_LOST ? null : tape.withDepartures(List.copyOf(left));
  }

  private static boolean takes(Departure departure) {
    return departure instanceof Departure.Faulted(var subject, var ordinal, var fault)
        && switch (fault) {
          case Fault.Partition p -> true;
          case Fault.LinkLoss l -> true;
          case Fault.Flapping f -> true;
          case Fault.SendOmission o -> true;
          case Fault.ReceiveOmission o -> true;
          case Fault other -> false;
        };
  }

  /**
   * The tape without crashes after which nodes come back, and with the messages lost that were lost
   * with them: those that came while the node was down, and on each link the next one that it would
   * have sent. What it forgot it keeps.
   */
  private static @Nullable Tape lostInCrashes(Tape tape, List<TraceEvent> run) {
    List<Departure> left = tape.departures().stream().filter(each -> !comesBack(each)).toList();
    if (left.size() == tape.departures().size()) {
      return null;
    }
    Set<Departure> changed = new LinkedHashSet<>(left);
    Map<String, Set<String>> receivers = new LinkedHashMap<>();
    for (TraceEvent event : run) {
      if (event instanceof TraceEvent.Sent e) {
        receivers.computeIfAbsent(e.from(), from -> new LinkedHashSet<>()).add(e.to());
      }
    }
    Map<String, Map<String, Long>> next = new LinkedHashMap<>();
    for (TraceEvent event : run) {
      switch (event) {
        case TraceEvent.Sent e ->
            next.computeIfAbsent(e.from(), from -> new LinkedHashMap<>())
                .put(e.to(), e.ordinal() + 1);
        case TraceEvent.Lost e when e.reason() == TraceEvent.LossReason.RECEIVER_DOWN ->
            changed.add(lost(e.from(), e.to(), e.ordinal()));
        case TraceEvent.Crashed e ->
            receivers
                .getOrDefault(e.node(), Set.of())
                .forEach(to ->
                    changed.add(
                        lost(
                            e.node(),
                            to,
                            next.getOrDefault(e.node(), Map.of()).getOrDefault(to, 0L))));
        case TraceEvent other -> {}
      }
    }
    return changed.size() - left.size() > MOST_LOST
        ? null
        : tape.withDepartures(List.copyOf(changed));
  }

  private static Departure lost(String from, String to, long ordinal) {
    return new Departure.Struck(Decision.LOSS, Subjects.link(from, to), ordinal);
  }

  private static boolean comesBack(Departure departure) {
    return departure instanceof Departure.Faulted(var subject, var ordinal, Fault.Crash crash)
        && crash.duration().compareTo(Fault.FOREVER) < 0;
  }

  private static @Nullable Tape standingStill(Tape tape) {
    List<Departure> changed = new ArrayList<>();
    boolean any = false;
    for (Departure departure : tape.departures()) {
      if (departure instanceof Departure.Faulted(var subject, var ordinal, Fault.Crash crash)
          && comesBack(departure)) {
        any = true;
        changed.add(
            new Departure.Faulted(
                subject, ordinal, new Fault.Pause(crash.node(), crash.duration())));
      } else {
        changed.add(departure);
      }
    }
    return any ? tape.withDepartures(changed) : null;
  }

  /** Takes that tape, if it leads to the same, and then all faults out of it that can go. */
  private void become(@Nullable Tape tape) {
    if (tape == null || first(List.of(tape)) < 0) {
      return;
    }
    int at = 0;
    while (!attempts.exhausted()) {
      List<Departure> faults = tape().departures().stream().filter(NumberedFault::isFault).toList();
      if (at >= faults.size()) {
        return;
      }
      List<Departure> gone = faults.subList(at, Math.min(at + Attempts.BATCH, faults.size()));
      int found = first(gone.stream().map(this::without).toList());
      at += found < 0 ? gone.size() : found;
    }
  }

  private Tape without(Departure departure) {
    return tape()
        .withDepartures(
            tape().departures().stream().filter(each -> !each.equals(departure)).toList());
  }

  /** Takes the first of these tapes that leads to the same, and says which; −1 for none. */
  private int first(List<Tape> tapes) {
    List<@Nullable WorldRun> runs = attempts.all(tapes, each -> replay(each, null));
    for (int i = 0; i < runs.size(); i++) {
      WorldRun run = runs.get(i);
      Violation violation = run == null ? null : run.result().violation();
      if (violation != null && SameViolation.of(finding.violation(), violation)) {
        plainest = run;
        return i;
      }
    }
    return -1;
  }

  private WorldRun replay(Tape tape, @Nullable Tracer heard) {
    ReplayFile file = finding.replay();
    return WorldRun.replay(plan, file.seed(), file.rates(), tape, file.until(), heard);
  }
}
