package dev.faultline.explore.shrink;

import dev.faultline.core.Fault;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.tape.Departure;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.EventOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Ways to take faults out of a run, one at a time or many, and to make them less. */
final class FaultPasses {
  private final CampaignPlan plan;
  private final SmallestRun smallest;
  private final Attempts attempts;

  FaultPasses(CampaignPlan plan, SmallestRun smallest, Attempts attempts) {
    this.plan = plan;
    this.smallest = smallest;
    this.attempts = attempts;
  }

  /** Faults and small faults, in the order in which they struck. */
  List<Departure> left() {
    return smallest.tape().departures().stream()
        .filter(each -> !(each instanceof Departure.Chosen) && !leavesOut(each))
        .toList();
  }

  void deleteGroups() {
    deleteGroups(FaultGroups::kinds);
    deleteGroups(FaultGroups::places);
    deleteGroups(FaultGroups::times);
  }

  /** Takes out whole sets of faults, each time the first that the violation survives. */
  void deleteGroups(Function<FaultGroups, List<List<Departure>>> pass) {
    boolean again = true;
    while (again && !attempts.exhausted()) {
      again = false;
      List<List<Edit>> edits = new ArrayList<>();
      for (List<Departure> group : pass.apply(new FaultGroups(left()))) {
        edits.add(group.stream().<Edit>map(Edit.Delete::new).toList());
      }
      for (int at = 0; at < edits.size() && !again && !attempts.exhausted(); ) {
        int end = Math.min(at + Attempts.BATCH, edits.size());
        again = smallest.tryEach(edits.subList(at, end)) >= 0;
        at = end;
      }
    }
  }

  /**
   * Takes out faults that are needed for nothing but the numbers of what comes after them: the
   * others strike at their times, and get new numbers.
   */
  void deleteAligned() {
    boolean again = smallest.tape().order() == EventOrder.TIME;
    while (again && !attempts.exhausted()) {
      List<@Nullable Alignment> alignments =
          attempts.all(
              List.of(smallest.run()), 1, run -> new Alignment(plan, run, smallest.until()));
      Alignment alignment = alignments.isEmpty() ? null : alignments.getFirst();
      if (alignment == null) {
        return;
      }
      List<Alignment.Candidate> candidates = alignment.without(left());
      again = false;
      for (int at = 0; at < candidates.size() && !again && !attempts.exhausted(); ) {
        int end = Math.min(at + Attempts.BATCH, candidates.size());
        again =
            smallest.attempt(
                    candidates.subList(at, end),
                    Alignment.WORLDS_EACH,
                    each -> smallest.replay(alignment.tape(each), smallest.until()))
                >= 0;
        at = end;
      }
    }
  }

  static boolean leavesOut(Departure departure) {
    return departure instanceof Departure.Struck(var kind, var subject, var ordinal)
        && kind.role() == Decision.Role.LEFT_OUT;
  }

  List<Edit> deletions(Class<? extends Departure> kind) {
    List<Edit> edits = new ArrayList<>();
    for (Departure departure : smallest.tape().departures()) {
      if (kind.isInstance(departure) && !leavesOut(departure)) {
        edits.add(new Edit.Delete(departure));
      }
    }
    return edits;
  }

  /**
   * A single lost message says more than a process that omits to send at some rate and did so once.
   */
  void replaceOmissionsByLosses() {
    List<Edit> edits = new ArrayList<>();
    for (Departure departure : smallest.tape().departures()) {
      switch (departure) {
        case Departure.Faulted(var subject, var ordinal, Fault.SendOmission omission) ->
            edits.add(new Edit.Delete(departure));
        case Departure.Faulted(var subject, var ordinal, Fault.ReceiveOmission omission) ->
            edits.add(new Edit.Delete(departure));
        case Departure.Faulted(var subject, var ordinal, Fault.LinkLoss loss) ->
            edits.add(new Edit.Delete(departure));
        case Departure.Struck(var kind, var subject, var ordinal)
            when kind == Decision.SEND_OMISSION || kind == Decision.RECEIVE_OMISSION ->
            edits.add(
                new Edit.Replace(departure, new Departure.Struck(Decision.LOSS, subject, ordinal)));
        case Departure.Struck(var kind, var subject, var ordinal)
            when kind == Decision.COPY_RECEIVE_OMISSION ->
            // A datagram that was lost has no copy.
            edits.add(new Edit.Delete(departure));
        case Departure other -> {}
      }
    }
    if (!edits.isEmpty()) {
      smallest.tryEach(List.of(edits));
    }
  }

  /** Halves what the faults last, as often as the violation survives it; whether one did. */
  boolean shortenFaults() {
    boolean shortened = false;
    for (Departure.Faulted faulted : smallest.tape().faults()) {
      Departure current = faulted;
      while (current instanceof Departure.Faulted present && !attempts.exhausted()) {
        current = null;
        if (Edit.shorter(present) instanceof Edit.Replace replace
            && smallest.tryEach(List.of(List.of(replace))) >= 0) {
          current = replace.changed();
          shortened = true;
        }
      }
    }
    return shortened;
  }
}
