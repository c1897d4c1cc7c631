package dev.faultline.sim.run;

import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.adversary.Subjects;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.rare.Lazily;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The chances that programs offer, and which of them the adversary takes. */
public final class Chances {
  /** In how many worlds a chance is taken at all. */
  private static final long ON = Odds.of(0.25);

  /** How often it is taken there. */
  private static final long TAKEN = Odds.of(0.125);

  private static final class Offered {
    private final long subject;
    private final boolean on;
    private final Map<Integer, Long> asked = new LinkedHashMap<>();
    private int taken;

    Offered(long subject, boolean on) {
      this.subject = subject;
      this.on = on;
    }
  }

  private final Kernel kernel;
  private Map<String, Offered> offered = Collections.emptyMap();

  Chances(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Whether a node takes the chance of that name here. */
  public boolean taken(SimNode node, String name) {
    Offered here = offered.get(name);
    if (here == null) {
      long subject = Subjects.node(name);
      here = new Offered(subject, kernel.adversary().strikes(Decision.CHANCE_ON, subject, 0, ON));
      offered = Lazily.open(offered);
      offered.put(name, here);
    }
    if (!here.on || kernel.healed()) {
      return false;
    }
    long ordinal = here.asked.merge(node.index, 1L, Long::sum) - 1;
    long subject = Subjects.link(node.subject, here.subject);
    if (!kernel.adversary().strikes(Decision.CHANCE, subject, ordinal, TAKEN)) {
      return false;
    }
    here.taken++;
    kernel.remarks().remark(node, "takes the chance: " + name);
    return true;
  }

  /** How often each was taken that was offered. */
  public SortedMap<String, Integer> counts() {
    if (offered.isEmpty()) {
      return Collections.emptySortedMap();
    }
    SortedMap<String, Integer> counts = new TreeMap<>();
    offered.forEach((name, here) -> counts.put(name, here.taken));
    return counts;
  }
}
