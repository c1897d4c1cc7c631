package dev.faultline.sim.run;

import dev.faultline.core.Described;
import dev.faultline.sim.node.BlockingProcess;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.Tracer;
import dev.faultline.sim.user.UserText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What nodes say of their state, for whoever records the run: said when it changes. */
final class States {
  private final Kernel kernel;
  private final @Nullable Tracer tracer;

  /** What each node said last in its incarnation, by the node's number. */
  private final List<Said> said = new ArrayList<>();

  private record Said(int incarnation, String text) {
    static final Said NOTHING = new Said(0, "");
  }

  States(Kernel kernel, @Nullable Tracer tracer) {
    this.kernel = kernel;
    this.tracer = tracer != null && tracer.hearsStates() ? tracer : null;
  }

  /** A node has done a step. */
  void look(SimNode node) {
    if (tracer == null
        || !(BlockingProcess.shownBy(node.instance) instanceof Described described)) {
      return;
    }
    String text = text(described);
    while (said.size() <= node.index) {
      said.add(Said.NOTHING);
    }
    Said now = new Said(node.incarnation, text);
    Said before = said.get(node.index);
    if (!now.equals(before) && !(text.isEmpty() && before.incarnation != node.incarnation)) {
      said.set(node.index, now);
      tracer.on(new TraceEvent.Described(kernel.now(), node.name, text));
    }
  }

  private static String text(Described described) {
    try {
      return described.describe().strip().replaceAll("\\s*\\R\\s*", " ");
    } catch (Throwable thrown) {
      return "describe() threw " + UserText.itsOwn(thrown);
    }
  }
}
