package dev.faultline.sim.fault;

import dev.faultline.core.Fault;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.adversary.FaultRates;
import dev.faultline.sim.adversary.FaultView;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.run.Kernel;
import java.util.ArrayList;
import java.util.List;

/** Asks the adversary again and again whether a fault strikes, until the world heals. */
public final class FaultOpportunities implements FaultView {
  private final Kernel kernel;
  private final Adversary adversary;
  private final ModelGuard guard;
  private final FaultBoard board;
  private final SystemModel model;
  private final long healAt;

  /** The nodes that faults may strike, as of when there were {@link #counted} nodes in all. */
  private List<String> names = List.of();

  private int counted;

  private long intervalNanos;
  private long ordinal;

  public FaultOpportunities(
      Kernel kernel,
      Adversary adversary,
      ModelGuard guard,
      FaultBoard board,
      SystemModel model,
      long healAt) {
    this.kernel = kernel;
    this.adversary = adversary;
    this.guard = guard;
    this.board = board;
    this.model = model;
    this.healAt = healAt;
  }

  public void start(FaultRates rates) {
    intervalNanos = rates.faultInterval().toNanos();
    if (intervalNanos > 0) {
      scheduleNext();
    }
  }

  private void scheduleNext() {
    long at = SimTime.plus(kernel.now(), intervalNanos);
    if (at < healAt) {
      kernel.schedule().control(at, this::ask);
    }
  }

  private void ask() {
    ask(this);
    scheduleNext();
  }

  /** Whether the script has played any fault. */
  public boolean scriptPlayed() {
    return board.scriptPlayed();
  }

  /** Whether any fault has struck. */
  public boolean played() {
    return board.played();
  }

  /**
   * One opportunity.
   *
   * @return whether a fault struck
   */
  public boolean ask(FaultView view) {
    Fault fault = adversary.fault(ordinal++, view);
    if (fault != null) {
      board.begin(fault);
    }
    return fault != null;
  }

  @Override
  public SystemModel model() {
    return model;
  }

  @Override
  public List<String> nodes() {
    int count = kernel.nodes().size();
    if (count != counted) {
      counted = count;
      names = servers();
    }
    return names;
  }

  private List<String> servers() {
    List<String> servers = new ArrayList<>();
    for (SimNode node : kernel.nodes()) {
      if (!node.client) {
        servers.add(node.name);
      }
    }
    return List.copyOf(servers);
  }

  @Override
  public boolean up(String node) {
    return kernel.node(node).up();
  }

  @Override
  public boolean hasTwin(String node) {
    return kernel.node(node).mayBeArbitrary();
  }

  @Override
  public boolean legal(Fault fault) {
    return guard.whyIllegal(fault).isEmpty();
  }

  @Override
  public long nowNanos() {
    return kernel.now();
  }

  @Override
  public long nanosLeft() {
    return healAt - kernel.now();
  }
}
