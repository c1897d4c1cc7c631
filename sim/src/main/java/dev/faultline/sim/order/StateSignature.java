package dev.faultline.sim.order;

import dev.faultline.core.Restorable;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.content.Structures;
import dev.faultline.sim.event.EventMeta;
import dev.faultline.sim.event.Pending;
import dev.faultline.sim.fault.FaultEnd;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.property.Monitors;
import dev.faultline.sim.run.Kernel;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The present state of a world in numbers, for searches that come to it by running the world from
 * its start: what the nodes hold, in memory and in their stores, who is up and who is faulty, and
 * what is still to come.
 */
final class StateSignature {
  private static final int DOWN = -1;

  /** Something that is still to come, by what it brings. */
  private record Coming(long meta, long delay, int payload) {}

  private final Kernel kernel;
  private final OrderedLoop loop;
  private final Structures structures;
  private final IntStream.Builder numbers = IntStream.builder();

  StateSignature(Kernel kernel, OrderedLoop loop, Structures structures) {
    this.kernel = kernel;
    this.loop = loop;
    this.structures = structures;
  }

  /**
   * Works the signature out.
   *
   * @param incarnations whether the program sees which incarnation of a node it is
   * @throws ModelException when something has happened that is no part of it
   */
  int[] of(boolean incarnations) {
    if (kernel.remarks().operations() > 0) {
      refuse("what clients were told");
    }
    if (loop.scriptPlayed()) {
      refuse("the faults of a script");
    }
    if (kernel.links().haveBandwidth()) {
      refuse("how full the queues of links are (Network.bandwidth)");
    }
    if (kernel.monitors().remembers()) {
      refuse(Monitors.MEMORY);
    }
    loop.size(); // Drops what is no longer to come.
    numbers.add(kernel.healed() ? 1 : 0);
    kernel.monitors().met(met -> numbers.add(met ? 1 : 0));
    for (SimNode node : kernel.nodes()) {
      add(node, incarnations);
    }
    Pending[] pending = loop.pending().events();
    messages(pending);
    others(pending);
    if (loop.timesMatter()) {
      for (Pending event : pending) {
        numbers.add(coming(event));
        numbers.add(structures.number(Math.max(0, event.at - kernel.now())));
      }
    }
    return numbers.build().toArray();
  }

  private void add(SimNode node, boolean incarnations) {
    if (node.disk != null) {
      refuse("the files on the disk of " + node.name);
    }
    if (node.env != null && node.env.hasConnections()) {
      refuse("the connections of " + node.name);
    }
    numbers.add(node.instance == null ? DOWN : stateOf(node, node.instance));
    boolean[] flags = {
      node.incarnation > 0,
      node.crashedBeforeItsStart,
      node.crashedForGood,
      node.everFaulty,
      node.sendOmissionOdds != Odds.NEVER,
      node.receiveOmissionOdds != Odds.NEVER
    };
    int set = 0;
    for (boolean flag : flags) {
      set = set << 1 | (flag ? 1 : 0);
    }
    numbers.add(set);
    numbers.add(incarnations ? node.incarnation : 0);
    numbers.add((int) node.draws());
    numbers.add(structures.number(node.hasStore() ? node.store().contents() : List.of()));
    mustBeToldApart("the store of " + node.name);
  }

  private int stateOf(SimNode node, Object instance) {
    if (instance instanceof Restorable restorable) {
      return structures.ofState(node.name, restorable.state(), kernel.hash().contents());
    }
    throw new ModelException(
        "a search over states needs nodes that implement "
            + Restorable.class.getName()
            + ", and "
            + node.name
            + " does not; search over schedules instead");
  }

  private void messages(Pending[] pending) {
    Pending[] messages =
        Arrays.stream(pending)
            .filter(event -> EventMeta.kind(event.meta) == EventMeta.DELIVERY)
            // Stable: those of one link stay in the order in which they may come.
            .sorted(Comparator.comparingLong(event -> event.meta))
            .toArray(Pending[]::new);
    int[] coming = Arrays.stream(messages).mapToInt(this::coming).toArray();
    if (!loop.inOrder()) {
      Arrays.sort(coming);
    }
    numbers.add(coming.length);
    Arrays.stream(coming).forEach(numbers::add);
  }

  /** Timers by node in the order in which they were set; then what the world itself is to do. */
  private void others(Pending[] pending) {
    Pending[] timers =
        Arrays.stream(pending)
            .filter(event -> EventMeta.kind(event.meta) != EventMeta.DELIVERY && event.node() >= 0)
            .sorted(
                Comparator.<Pending>comparingInt(Pending::node)
                    .thenComparingLong(event -> event.sequence))
            .toArray(Pending[]::new);
    for (Pending timer : timers) {
      numbers.add(coming(timer));
    }
    for (int overtaking : TimerOrder.overtaking(timers, timers.length)) {
      numbers.add(overtaking);
    }
    Arrays.stream(pending)
        .filter(event -> event.node() < 0)
        .mapToInt(this::coming)
        .sorted()
        .forEach(numbers::add);
  }

  private int coming(Pending event) {
    int kind = EventMeta.kind(event.meta);
    @Nullable Object payload =
        kind == EventMeta.CONTROL && !(event.payload instanceof FaultEnd)
            ? Long.valueOf(event.key())
            : event.payload instanceof FaultEnd over ? over.fault() : event.payload;
    boolean timer = kind == EventMeta.TIMER || kind == EventMeta.TASK;
    int number = structures.number(payload);
    if (kind == EventMeta.DELIVERY) {
      mustBeToldApart("a message to " + kernel.nodes().get(event.node()).name);
    } else if (kind == EventMeta.TIMER) {
      mustBeToldApart("a timer of " + kernel.nodes().get(event.node()).name);
    }
    return structures.number(new Coming(event.meta, timer ? event.delay : 0, number));
  }

  /** What was numbered last. */
  private void mustBeToldApart(String what) {
    structures.mustBeToldApart(what, kernel.hash().contents());
  }

  private static void refuse(String what) {
    throw new ModelException(
        "a search over states does not see " + what + "; search over schedules instead");
  }
}
