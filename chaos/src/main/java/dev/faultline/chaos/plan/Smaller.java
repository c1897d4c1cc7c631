package dev.faultline.chaos.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Plans that are smaller by one step: without a phase, without a fault, with a shorter phase. */
final class Smaller {
  /** A shorter phase does not make a plan easier to read. */
  private static final long SHORTEST_MILLIS = 250;

  private Smaller() {}

  /** The largest steps first; each keeps a fault. */
  static List<List<PlanDraft.Drawn>> than(List<PlanDraft.Drawn> phases) {
    List<List<PlanDraft.Drawn>> all = new ArrayList<>();
    for (int i = 0; i < phases.size(); i++) {
      List<PlanDraft.Drawn> without = new ArrayList<>(phases);
      without.remove(i);
      addWithFaults(all, without);
    }
    for (int i = 0; i < phases.size(); i++) {
      PlanDraft.Drawn phase = phases.get(i);
      for (int j = 0; phase.faults().size() > 1 && j < phase.faults().size(); j++) {
        List<Map<String, Object>> faults = new ArrayList<>(phase.faults());
        faults.remove(j);
        addWithFaults(all, with(phases, i, new PlanDraft.Drawn(phase.millis(), faults)));
      }
    }
    for (int i = 0; i < phases.size(); i++) {
      PlanDraft.Drawn phase = phases.get(i);
      if (phase.millis() >= 2 * SHORTEST_MILLIS) {
        addWithFaults(
            all, with(phases, i, new PlanDraft.Drawn(phase.millis() / 2, phase.faults())));
      }
    }
    return all;
  }

  private static List<PlanDraft.Drawn> with(
      List<PlanDraft.Drawn> phases, int at, PlanDraft.Drawn other) {
    List<PlanDraft.Drawn> changed = new ArrayList<>(phases);
    changed.set(at, other);
    return changed;
  }

  private static void addWithFaults(List<List<PlanDraft.Drawn>> all, List<PlanDraft.Drawn> phases) {
    if (phases.stream().anyMatch(phase -> !phase.faults().isEmpty())) {
      all.add(List.copyOf(phases));
    }
  }
}
