package dev.faultline.sim.disk;

import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.node.Standstill;
import dev.faultline.sim.run.Kernel;
import dev.faultline.sim.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls of one node that a hanging disk holds up. A thread's call goes on when the last hang is
 * over, whoever ended it. A handler's step is one whole, and what it does behind the call has
 * happened by then: there a hang lasts as long as was planned when the call was made.
 */
final class HeldCalls {
  private final Kernel kernel;
  private final SimNode node;
  private final Troubles troubles;
  private final List<Runnable> wakes = new ArrayList<>();

  /** Until when the disk held up the handler that was held last. */
  private long handlerUntil;

  HeldCalls(Kernel kernel, SimNode node, Troubles troubles) {
    this.kernel = kernel;
    this.node = node;
    this.troubles = troubles;
  }

  /** Holds up the call that is made now, if the disk hangs. */
  void hold() {
    long nanos = hangs();
    if (nanos == 0) {
      return;
    }
    if (Standstill.isOfThread(node)) {
      do {
        Standstill.untilWoken(kernel, node, wakes::add);
      } while (hangs() > 0);
      return;
    }
    Standstill.of(kernel, node, nanos);
    handlerUntil = node.clock.here();
  }

  private long hangs() {
    return Math.max(0, troubles.hangsUntil() - node.clock.here());
  }

  /** A hang is over. */
  void goOn() {
    if (hangs() > 0) {
      return;
    }
    List<Runnable> waiting = List.copyOf(wakes);
    wakes.clear();
    waiting.forEach(Runnable::run);
    if (handlerUntil > kernel.now()) {
      kernel.trace(
          new TraceEvent.Remarked(
              kernel.now(),
              node.name,
              node.name
                  + "'s handler waits for its disk until "
                  + SimTime.text(handlerUntil)
                  + " though the hang is over: how long a handler waits is fixed when it begins;"
                  + " give the fault the duration that it is to have"));
      handlerUntil = 0;
    }
  }

  /** The incarnation is over, and with it what it waited for. */
  void forget() {
    wakes.clear();
    handlerUntil = 0;
  }
}
