package dev.faultline.explore.why;

import dev.faultline.explore.ReplayFile;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.tape.AlignedAdversary;
import dev.faultline.explore.tape.Departure;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * A fault of a run: a big one, what became of a single message, or what a crash took of a disk.
 *
 * @param number from 1, in the order in which they struck
 * @param departure that it is on the tape
 * @param nanos when it struck
 * @param text for people
 */
public record NumberedFault(int number, Departure departure, long nanos, String text) {
  /** The faults of the run of a replay file, which is run for it. */
  public static List<NumberedFault> of(CampaignPlan plan, ReplayFile file) {
    List<TraceEvent> events = new ArrayList<>();
    WorldRun run =
        WorldRun.replay(plan, file.seed(), file.rates(), file.tape(), file.until(), events::add);
    return of(WorldRun.times(plan, run, file.until()), file.nodes(), events);
  }

  static List<NumberedFault> of(
      List<AlignedAdversary.Timed> timed, List<String> nodes, List<TraceEvent> events) {
    FaultNames names = new FaultNames(nodes, timed, events);
    List<NumberedFault> faults = new ArrayList<>();
    for (AlignedAdversary.Timed each : timed) {
      if (isFault(each.departure())) {
        faults.add(
            new NumberedFault(faults.size() + 1, each.departure(), each.nanos(), names.of(each)));
      }
    }
    return faults;
  }

  static boolean isFault(Departure departure) {
    return switch (departure) {
      case Departure.Faulted faulted -> true;
      case Departure.Struck struck ->
          struck.kind().role() == Decision.Role.MESSAGE || isOfDisk(struck);
      case Departure.Chosen chosen -> false;
    };
  }

  /** Whether it is a part of what a crash does: without the crash it is not there. */
  static boolean isOfDisk(Departure departure) {
    return departure instanceof Departure.Struck struck
        && struck.kind().role() == Decision.Role.STORAGE;
  }
}
