package dev.faultline.explore.exhaustive;

import dev.faultline.core.FailureModel;
import dev.faultline.core.Fault;
import dev.faultline.core.Synchrony;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.FaultKind;
import dev.faultline.explore.FaultMix;
import dev.faultline.sim.adversary.Agenda;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.FaultView;
import dev.faultline.sim.adversary.PendingEvent;
import dev.faultline.sim.base.KeyedHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The faults of whole nodes that a search over schedules tries: crashes at every boundary between
 * events and at every point inside a step, and omissions.
 *
 * <p>A node that crashes comes back at any moment from {@link FaultMix#shortest} later on, or never
 * where the model lets it; several come back in any order. A node that may omit to send or to
 * receive is faulty from the start on, and every one of its messages is then a choice: that is no
 * less than being faulty later, as far as failures count for good.
 */
final class SearchedFaults {
  private static final int FAULT = 0xC5;

  private final SystemModel model;
  private final FailureModel failures;
  private final FaultMix mix;

  SearchedFaults(SystemModel model, FaultMix mix) {
    this.model = model;
    this.failures = model.failures();
    this.mix = mix;
  }

  boolean crashes() {
    return failures.maxFaulty() > 0 && mix.kinds().contains(FaultKind.CRASH);
  }

  boolean recoveries() {
    return crashes() && failures.kind().compareTo(FailureModel.Kind.CRASH_RECOVERY) >= 0;
  }

  /**
   * Whether a node may crash before its first step without that being the same as a slow node whose
   * messages are lost, which the order of events and the losses cover.
   */
  boolean crashesBeforeStart() {
    boolean slow = !(model.synchrony() instanceof Synchrony.Synchronous) && model.links().loss();
    return crashes() && !slow;
  }

  /** The ways in which that node may crash now. */
  List<Fault> crashesOf(String node, FaultView view) {
    List<Fault> legal = new ArrayList<>();
    if (crashes() && view.up(node)) {
      if (recoveries()) {
        addLegal(new Fault.Crash(node, downAtLeast()), view, legal);
      }
      addLegal(new Fault.Crash(node, Fault.FOREVER), view, legal);
    }
    return legal;
  }

  /**
   * Where time decides, long; elsewhere the node may be down for any time that is longer than this.
   */
  private Duration downAtLeast() {
    return model.synchrony() instanceof Synchrony.Synchronous ? mix.longest() : mix.shortest();
  }

  private static void addLegal(Fault fault, FaultView view, List<Fault> legal) {
    if (view.legal(fault)) {
      legal.add(fault);
    }
  }

  /** What may happen next: an event, or a fault where one may strike. */
  List<Moment.Option> options(Agenda present, boolean faultsMayStrike, FaultBudget budget) {
    List<Moment.Option> options = new ArrayList<>();
    for (int i = 0; i < present.size(); i++) {
      PendingEvent event = present.event(i);
      options.add(new Moment.Option(event.key(), event.node(), event.cause(), null));
    }
    if (faultsMayStrike && !present.starting() && crashes() && budget.left()) {
      addCrashes(present, options);
    }
    if (faultsMayStrike && present.ordinal() == 0) {
      addOmissions(present, budget.omissions(), options);
    }
    return options;
  }

  /** Adds the crashes that may happen between two events. */
  private void addCrashes(Agenda present, List<Moment.Option> options) {
    List<String> nodes = present.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      List<Fault> crashes = crashesOf(nodes.get(i), present);
      for (int way = 0; way < crashes.size(); way++) {
        options.add(option(present, i, way, crashes.get(way)));
      }
    }
  }

  /**
   * Adds the nodes that may omit to send or receive, at the start of a run.
   *
   * @param already how many such faults have begun; only later ones are added, so that each set of
   *     faulty nodes comes about once
   */
  private void addOmissions(Agenda present, int already, List<Moment.Option> options) {
    List<String> nodes = present.nodes();
    for (int place = already; place < 2 * nodes.size(); place++) {
      String node = nodes.get(place / 2);
      boolean sends = place % 2 == 0;
      FaultKind kind = sends ? FaultKind.SEND_OMISSION : FaultKind.RECEIVE_OMISSION;
      Duration ever = Fault.FOREVER;
      Fault fault =
          sends
              ? new Fault.SendOmission(node, 0.5, ever)
              : new Fault.ReceiveOmission(node, 0.5, ever);
      if (mix.kinds().contains(kind) && kind.possible(model) && present.legal(fault)) {
        options.add(option(present, place / 2, 2 + place % 2, fault));
      }
    }
  }

  /** What a crash leaves of a disk belongs to the crash, and counts as no fault more. */
  static boolean ofCrash(Decision kind) {
    return switch (kind) {
      case OPERATION_LOST, OPERATION_TORN, PART_LOST, OLD_BYTES_SHOWN, NEIGHBOURS_DAMAGED -> true;
      default -> false;
    };
  }

  /** What {@link #addOmissions} is to be told after that fault. */
  static int after(Fault fault, FaultView view) {
    return switch (fault) {
      case Fault.SendOmission omission -> 2 * view.nodes().indexOf(omission.node()) + 1;
      case Fault.ReceiveOmission omission -> 2 * view.nodes().indexOf(omission.node()) + 2;
      case Fault other -> 0;
    };
  }

  private static Moment.Option option(Agenda present, int index, int way, Fault fault) {
    String node = present.nodes().get(index);
    long key = KeyedHash.of(FAULT, index, KeyedHash.ofText(node), way);
    return new Moment.Option(key, present.nodeIndex(node), -1, fault);
  }
}
