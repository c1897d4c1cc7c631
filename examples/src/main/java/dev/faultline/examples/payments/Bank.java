package dev.faultline.examples.payments;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.sim.Holds;
import java.util.SortedMap;
import java.util.TreeMap;

/** Charges what it is asked to charge, and sends a receipt. */
final class Bank implements Node {
  private final boolean dedup;
  private final SortedMap<Integer, Integer> timesCharged = new TreeMap<>();

  Bank(boolean dedup) {
    this.dedup = dedup;
  }

  @Override
  public void start(Env env) {}

  @Override
  public void receive(Env env, Address from, Object message) {
    if (message instanceof Charge(int order)) {
      if (!dedup || !timesCharged.containsKey(order)) {
        timesCharged.merge(order, 1, Integer::sum);
      }
      env.send(from, new Receipt(order));
    }
  }

  Holds chargesOnce() {
    for (var each : timesCharged.entrySet()) {
      if (each.getValue() > 1) {
        return Holds.no("order " + each.getKey() + " was charged " + each.getValue() + " times");
      }
    }
    return Holds.yes();
  }
}
