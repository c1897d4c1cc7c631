package dev.faultline.sim;

import dev.faultline.core.FailureModel;
import dev.faultline.core.Fault;
import dev.faultline.core.Synchrony;
import dev.faultline.core.SystemModel;
import java.util.List;

/**
 * Holds the adversary to the system model. {@link #whyIllegal} says before a fault strikes whether
 * it may; {@link #assertWithin} counts again afterwards, from the state of the nodes alone.
 */
final class ModelGuard {
  private final Kernel kernel;
  private final SystemModel model;

  ModelGuard(Kernel kernel, SystemModel model) {
    this.kernel = kernel;
    this.model = model;
  }

  /** Why {@code fault} may not strike now, or an empty string when it may. */
  String whyIllegal(Fault fault) {
    if (kernel.healed()) {
      return "the world has healed";
    }
    return switch (fault) {
      case Fault.Partition p -> partition(p.groups().stream().flatMap(List::stream).toList());
      case Fault.Flapping f -> partition(List.of(f.from(), f.to()));
      case Fault.LinkLoss l ->
          knownNodes(l.from(), l.to(), model.links().loss() ? "" : "links lose nothing");
      case Fault.LinkDelay d -> knownNodes(d.from(), d.to(), "");
      case Fault.Crash c -> crash(c);
      case Fault.Pause p -> timing(p.node());
      case Fault.Slow s -> timing(s.node());
      case Fault.SendOmission o -> omission(o.node());
      case Fault.ReceiveOmission o -> omission(o.node());
      case Fault.ClockJump j ->
          known(j.node(), synchronous() ? "clocks keep to a known bound" : "");
      case Fault.ClockDrift d -> known(d.node(), drift(d.ppm()));
      case Fault.Arbitrary a -> arbitrary(a.node());
    };
  }

  private boolean synchronous() {
    return model.synchrony() instanceof Synchrony.Synchronous;
  }

  private String known(String name, String otherwise) {
    return kernel.knows(name) ? otherwise : "there is no node '" + name + "'";
  }

  private String knownNodes(String from, String to, String otherwise) {
    return kernel.knows(from) ? known(to, otherwise) : known(from, otherwise);
  }

  private String partition(List<String> names) {
    for (String name : names) {
      if (!kernel.knows(name)) {
        return known(name, "");
      }
    }
    return synchronous() ? "messages arrive within a known bound" : "";
  }

  private String timing(String name) {
    String why = known(name, synchronous() ? "processes keep to a known speed" : "");
    return why.isEmpty() ? runningServer(name) : why;
  }

  private String runningServer(String name) {
    SimNode node = kernel.node(name);
    if (node.client) {
      return name + " is a client";
    }
    if (!node.up()) {
      return name + " is down";
    }
    return node.pauses > 0 ? name + " is paused" : "";
  }

  private String crash(Fault.Crash crash) {
    String why = known(crash.node(), "");
    if (!why.isEmpty()) {
      return why;
    }
    why = runningServer(crash.node());
    if (!why.isEmpty()) {
      return why;
    }
    FailureModel.Kind kind = model.failures().kind();
    boolean recovers = !crash.duration().equals(Fault.FOREVER);
    if (recovers && kind.compareTo(FailureModel.Kind.CRASH_RECOVERY) < 0) {
      return "processes that stop do not come back";
    }
    return roomForOneMore(kernel.node(crash.node()));
  }

  private String omission(String name) {
    String why = known(name, "");
    if (!why.isEmpty()) {
      return why;
    }
    SimNode node = kernel.node(name);
    if (node.client) {
      return name + " is a client";
    }
    if (model.failures().kind().compareTo(FailureModel.Kind.OMISSION) < 0) {
      return "processes do not omit to send or receive";
    }
    return roomForOneMore(node);
  }

  private String drift(long ppm) {
    return model.synchrony() instanceof Synchrony.Synchronous(var delay, var slow, var maxPpm)
            && Math.abs(ppm) > maxPpm
        ? "clocks drift by at most " + maxPpm + " ppm"
        : "";
  }

  private String arbitrary(String name) {
    String why = known(name, "");
    if (!why.isEmpty()) {
      return why;
    }
    if (model.failures().kind() != FailureModel.Kind.ARBITRARY) {
      return "processes do not lie";
    }
    SimNode node = kernel.node(name);
    return node.twin == null ? name + " has no twin" : roomForOneMore(node);
  }

  private String roomForOneMore(SimNode node) {
    if (counts(node)) {
      return "";
    }
    int maxFaulty = model.failures().maxFaulty();
    return faulty() < maxFaulty ? "" : maxFaulty + " processes are faulty already";
  }

  /**
   * With recoverable failures a process counts while it is faulty; with others, from then on for
   * good.
   */
  private boolean counts(SimNode node) {
    boolean now =
        !node.client
            && (!node.up()
                || node.arbitrary
                || node.sendOmissionOdds != 0
                || node.receiveOmissionOdds != 0);
    return model.failures().kind() == FailureModel.Kind.CRASH_RECOVERY
        ? now
        : now || node.everFaulty;
  }

  private int faulty() {
    int faulty = 0;
    for (SimNode node : kernel.nodes()) {
      if (node.incarnation > 0 && counts(node)) {
        faulty++;
      }
    }
    return faulty;
  }

  /** Fails when more processes are faulty than the model allows. */
  void assertWithin() {
    int faulty = faulty();
    if (faulty > model.failures().maxFaulty()) {
      throw new SimulationBug(
          faulty + " processes are faulty, but the model allows " + model.failures(), kernel.now());
    }
  }
}
