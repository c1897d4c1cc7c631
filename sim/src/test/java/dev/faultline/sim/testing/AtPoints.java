package dev.faultline.sim.testing;

import dev.faultline.core.Fault;
import dev.faultline.sim.adversary.FaultView;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.adversary.Subjects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Lets faults strike at points in what nodes do, and is quiet otherwise. */
public final class AtPoints extends QuietAdversary {
  private final TreeMap<Long, TreeMap<Long, Fault>> faults = new TreeMap<>();

  public AtPoints(long seed) {
    super(seed);
  }

  /** The fault strikes when the node comes to that point, counted from 1. */
  public AtPoints strike(String node, long point, Fault fault) {
    faults.computeIfAbsent(Subjects.node(node), each -> new TreeMap<>()).put(point, fault);
    return this;
  }

  @Override
  public long nextPoint(long node, long from) {
    TreeMap<Long, Fault> points = faults.get(node);
    Long next = points == null ? null : points.ceilingKey(from);
    return next == null ? Long.MAX_VALUE : next;
  }

  @Override
  public @Nullable Fault faultAt(String node, long point, FaultView view) {
    TreeMap<Long, Fault> points = faults.get(Subjects.node(node));
    Fault fault = points == null ? null : points.get(point);
    return fault != null && view.legal(fault) ? fault : null;
  }
}
