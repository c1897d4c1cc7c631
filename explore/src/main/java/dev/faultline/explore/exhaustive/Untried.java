package dev.faultline.explore.exhaustive;

import dev.faultline.core.FailureModel;
import dev.faultline.core.LinkModel;
import dev.faultline.core.Synchrony;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.FaultKind;
import dev.faultline.explore.FaultMix;
import dev.faultline.explore.Strategy;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.adversary.FaultRates;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The faults that a search which means to see everything does not try, though the program's system
 * model leaves them open. Only where this list and that of {@link OpenDecisions} are empty may the
 * word proof be said.
 */
public final class Untried {
  /** Where the program looks at clocks. */
  static final String CLOCKS = "clocks that are off, drift or jump were not tried";

  private Untried() {}

  /** Of a search over schedules. */
  public static List<String> bySchedules(
      SystemModel model, Strategy.Exhaustive strategy, FaultMix mix) {
    List<String> untried = new ArrayList<>();
    FaultRates rates = strategy.faults() == 0 ? FaultRates.NONE : mix.rates();
    // In the message-set model a sent message may come any number of times, or never.
    boolean set = strategy.network() == EventOrder.MESSAGE_SET;
    messages(
            model.links(),
            set || rates.loss() > 0,
            set || rates.duplication() > 0,
            rates.corruption() > 0)
        .forEach(untried::add);
    for (FaultKind kind : FaultKind.values()) {
      if (kind.possible(model)) {
        String left = untried(kind, model, mix.kinds().contains(kind));
        if (left != null && !untried.contains(left)) {
          untried.add(left);
        }
      }
    }
    timing(model, untried);
    return untried;
  }

  /**
   * What of that kind of fault, which the model allows, a search does not try.
   *
   * @param tried whether it lets such faults strike at all
   */
  private static @Nullable String untried(FaultKind kind, SystemModel model, boolean tried) {
    return switch (kind) {
      // What they do is an order of events, or the loss of messages.
      case PARTITION, LINK_LOSS, LINK_DELAY, FLAPPING, PAUSE, SLOW -> null;
      // They matter where the program reads clocks: OpenDecisions says so.
      case CLOCK_JUMP, CLOCK_DRIFT -> null;
      case CRASH -> tried ? recoveries(model) : "crashes were not tried";
      case SEND_OMISSION, RECEIVE_OMISSION ->
          !tried
              ? "omissions were not tried"
              : model.failures().kind() == FailureModel.Kind.OMISSION
                  ? null
                  : "nodes that omit to send or receive were faulty from the start on";
      case ARBITRARY -> "arbitrary nodes were not tried";
      case SYNC_FAILURE -> "failing syncs were not tried";
      case DISK_READ_ERROR,
          DISK_WRITE_ERROR,
          DISK_SHORT_TRANSFER,
          DISK_FULL,
          DISK_SLOW,
          DISK_BIT_ROT,
          DISK_LATENT_ERROR,
          DISK_LOST_WRITE,
          DISK_MISDIRECTED_WRITE,
          DISK_HANG,
          DISK_READ_ONLY,
          DISK_FULL_AT_SYNC,
          DISK_FLIPPED_READ,
          DISK_STALE_WRITE ->
          "disk faults without a crash were not tried";
    };
  }

  private static @Nullable String recoveries(SystemModel model) {
    boolean atOnce = model.failures().kind().compareTo(FailureModel.Kind.CRASH_RECOVERY) >= 0;
    return atOnce && model.synchrony() instanceof Synchrony.Synchronous
        ? "crashed nodes came back after one fixed time, or never"
        : null;
  }

  /** Of a search over states. */
  public static List<String> byStates(SystemModel model, Strategy.Exhaustive strategy) {
    boolean set = strategy.network() == EventOrder.MESSAGE_SET;
    List<String> untried = new ArrayList<>(messages(model.links(), set, set, false));
    for (FaultKind kind : FaultKind.values()) {
      if (kind.possible(model)) {
        String left = untried(kind, model, false);
        if (left != null && !untried.contains(left)) {
          untried.add(left);
        }
      }
    }
    timing(model, untried);
    return untried;
  }

  private static List<String> messages(
      LinkModel links, boolean losses, boolean duplications, boolean corruptions) {
    List<String> untried = new ArrayList<>();
    if (links.loss() && !losses) {
      untried.add("lost messages were not tried");
    }
    if (links.duplication() && !duplications) {
      untried.add("duplicated messages were not tried");
    }
    if (links.corruption() && !corruptions) {
      untried.add("corrupted messages were not tried");
    }
    return untried;
  }

  private static void timing(SystemModel model, List<String> untried) {
    if (model.synchrony() instanceof Synchrony.Synchronous) {
      untried.add("every message took the shortest delay, and no clock drifted");
    }
  }
}
