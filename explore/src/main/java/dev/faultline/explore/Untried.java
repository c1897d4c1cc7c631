package dev.faultline.explore;

import dev.faultline.core.FailureModel;
import dev.faultline.core.Synchrony;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.EventOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * What a search that means to see everything does not try, though the program's system model leaves
 * it open. Only where this list is empty may the word proof be said.
 */
final class Untried {
  /** Where the program looks at clocks. */
  static final String CLOCKS = "clocks that are off, drift or jump were not tried";

  private Untried() {}

  /** Of a search over schedules. */
  static List<String> bySchedules(SystemModel model, Strategy.Exhaustive strategy, FaultMix mix) {
    List<String> untried = new ArrayList<>();
    boolean small = strategy.faults() != 0;
    if (model.links().loss() && (!small || mix.rates().loss() == 0)) {
      untried.add("lost messages were not tried");
    }
    if (model.links().duplication() && (!small || mix.rates().duplication() == 0)) {
      untried.add("duplicated messages were not tried");
    }
    FailureModel failures = model.failures();
    if (failures.maxFaulty() > 0) {
      if (!mix.kinds().contains(FaultKind.CRASH)) {
        untried.add("crashes were not tried");
      } else if (failures.kind().compareTo(FailureModel.Kind.CRASH_RECOVERY) >= 0) {
        untried.add(
            "nodes that crashed came back after "
                + Durations.text(mix.shortest())
                + ", never earlier, later or not at all");
      }
    }
    byAll(model, untried);
    return untried;
  }

  /** Of a search over states. */
  static List<String> byStates(SystemModel model, Strategy.Exhaustive strategy) {
    List<String> untried = new ArrayList<>();
    if (model.links().loss()) {
      untried.add("lost messages were not tried");
    }
    // In the message-set model a sent message stays deliverable, so it may come any number of
    // times.
    if (model.links().duplication() && strategy.network() == EventOrder.PENDING_SET) {
      untried.add("duplicated messages were not tried");
    }
    if (model.failures().maxFaulty() > 0) {
      untried.add("crashes were not tried");
    }
    byAll(model, untried);
    return untried;
  }

  private static void byAll(SystemModel model, List<String> untried) {
    if (model.links().corruption()) {
      untried.add("corrupted messages were not tried");
    }
    if (model.disk().syncFailures()) {
      untried.add("failing syncs were not tried");
    }
    FailureModel failures = model.failures();
    if (failures.maxFaulty() > 0) {
      if (failures.kind().compareTo(FailureModel.Kind.OMISSION) >= 0) {
        untried.add("omissions were not tried");
      }
      if (failures.kind() == FailureModel.Kind.ARBITRARY) {
        untried.add("arbitrary nodes were not tried");
      }
    }
    if (model.synchrony() instanceof Synchrony.Synchronous) {
      untried.add("every message took the shortest time, and no clock drifted");
    }
  }
}
