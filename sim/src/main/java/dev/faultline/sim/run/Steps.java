package dev.faultline.sim.run;

import dev.faultline.agent.Machine;
import dev.faultline.core.Node;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.base.SimulationBug;
import dev.faultline.sim.connection.Endpoint;
import dev.faultline.sim.connection.Segment;
import dev.faultline.sim.content.TraceHash;
import dev.faultline.sim.event.EventMeta;
import dev.faultline.sim.event.EventQueue;
import dev.faultline.sim.event.Turn;
import dev.faultline.sim.net.Link;
import dev.faultline.sim.net.Links;
import dev.faultline.sim.node.SimEnv;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.property.Monitors;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.TraceEvent.LossReason;
import dev.faultline.sim.trace.Tracer;
import dev.faultline.sim.user.UserCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The steps of nodes: one takes an event, handles it, and is busy with it for a while. What seldom
 * happens in a step has methods of its own, so that the compiler still inlines the rest: it does so
 * up to 325 bytes of a method that runs often.
 */
final class Steps {
  private final Kernel kernel;
  private final EventQueue queue;
  private final List<SimNode> nodes;
  private final Links links;
  private final Monitors monitors;
  private final TraceHash hash;
  private final boolean hashing;
  private final @Nullable Tracer tracer;
  private final States states;

  Steps(Kernel kernel, boolean hashing, @Nullable Tracer tracer) {
    this.kernel = kernel;
    this.queue = kernel.timeline().queue();
    this.nodes = kernel.nodes();
    this.links = kernel.links();
    this.monitors = kernel.monitors();
    this.hash = kernel.hash();
    this.hashing = hashing;
    this.tracer = tracer;
    this.states = new States(kernel, tracer);
  }

  void wait(SimNode node, int slot) {
    node.backlog.add(slot);
    readinessChanged(node);
  }

  private void scheduleWake(SimNode node) {
    long at = Math.max(kernel.now(), node.busyUntil);
    if (at < node.wakeAt) {
      node.wakeAt = at;
      queue.add(at, EventMeta.of(EventMeta.WAKE, node.index, 0), 0, null);
    }
  }

  /** Lets a node take the event that has waited longest, if it can. */
  void wake(SimNode node) {
    if (node.wakeAt <= kernel.now()) {
      node.wakeAt = Long.MAX_VALUE;
    }
    boolean taken = false;
    while (!taken
        && node.pauses == 0
        && node.busyUntil <= kernel.now()
        && !node.backlog.isEmpty()) {
      int slot = node.backlog.take();
      long meta = queue.meta(slot);
      taken = EventMeta.kind(meta) != EventMeta.CANCELLED;
      if (taken) {
        handle(slot, meta, node);
      } else {
        queue.free(slot);
      }
    }
    readinessChanged(node);
  }

  void readinessChanged(SimNode node) {
    node.readinessChanged();
    if (node.pauses == 0 && !node.backlog.isEmpty()) {
      scheduleWake(node);
    }
  }

  /** A node takes an event. */
  void handle(int slot, long meta, SimNode target) {
    long extra = queue.extra(slot);
    Object payload = queue.payload(slot);
    long contents = queue.contents(slot);
    queue.free(slot);
    int kind = EventMeta.kind(meta);
    if (hashing) {
      hash.add(kernel.now(), meta, extra);
    }
    Node speaker = target.speaker;
    SimEnv env = target.env;
    if (kind == EventMeta.DELIVERY) {
      deliver(target, nodes.get(EventMeta.from(meta)), speaker, env, extra, payload, contents);
      return;
    }
    if (speaker == null || env == null || payload == null || extra != target.incarnation) {
      return;
    }
    if (kind == EventMeta.TIMER && tracer != null) {
      tracer.on(new TraceEvent.TimerFired(kernel.now(), target.name, payload));
    }
    kernel.running(target);
    try {
      if (kind == EventMeta.TIMER) {
        @Nullable Machine entered = target.enter();
        try {
          speaker.timer(env, payload);
        } finally {
          SimNode.leave(entered);
        }
      } else if (kind == EventMeta.TASK || kind == EventMeta.TURN) {
        traceTurn(target, payload);
        ((Runnable) payload).run();
      }
    } catch (Throwable thrown) {
      threw(target, env, thrown);
    }
    done(target);
  }

  private void deliver(
      SimNode target,
      SimNode from,
      @Nullable Node speaker,
      @Nullable SimEnv env,
      long ordinal,
      @Nullable Object message,
      long contents) {
    if (message == null) {
      return;
    }
    if (speaker == null || env == null) {
      arrivedAtNone(target, from, ordinal, message);
      return;
    }
    if (target.receiveOmissionOdds != 0 && omitted(target, from, ordinal, message)) {
      return;
    }
    if (hashing) {
      hash.add(contents);
      if (kernel.changed(message, contents)) {
        monitors.messageChanged(from.name, target.name, message);
      }
    }
    traceDelivery(target, from, ordinal, message);
    kernel.running(target);
    try {
      if (message instanceof Segment segment) {
        env.endpoint().arrived(from, segment);
      } else {
        @Nullable Machine entered = target.enter();
        try {
          speaker.receive(env, from.address, message);
        } finally {
          SimNode.leave(entered);
        }
      }
    } catch (Throwable thrown) {
      threw(target, env, thrown);
    }
    done(target);
  }

  private void arrivedAtNone(SimNode target, SimNode from, long ordinal, Object message) {
    links.lose(links.link(from, target), ordinal, message, LossReason.RECEIVER_DOWN);
    if (target.answersWithoutProcess && message instanceof Segment segment) {
      Segment answer = Endpoint.answerWithoutProcess(segment);
      if (answer != null) {
        links.send(target, from, answer);
      }
    }
  }

  private boolean omitted(SimNode target, SimNode from, long ordinal, Object message) {
    if (from == target) {
      return false;
    }
    Link link = links.link(from, target);
    boolean omitted = links.omitted(link, ordinal, target.receiveOmissionOdds);
    if (omitted) {
      links.lose(link, ordinal, message, LossReason.RECEIVE_OMISSION);
    }
    return omitted;
  }

  private void traceDelivery(SimNode target, SimNode from, long ordinal, Object message) {
    if (tracer != null) {
      tracer.on(
          new TraceEvent.Delivered(
              kernel.now(), from.name, target.name, ordinal, Segment.shown(message)));
    }
  }

  private void traceTurn(SimNode node, Object task) {
    if (tracer != null && kernel.lives().hasMachines()) {
      String thread = Machine.threadOf(task instanceof Turn turn ? turn.task() : task);
      if (thread != null) {
        tracer.on(new TraceEvent.ThreadRan(kernel.now(), node.name, thread));
      }
    }
  }

  void done(SimNode node) {
    kernel.running(null);
    long ahead = node.clock.ahead();
    if (ahead > 0) {
      node.atWorkUntil = SimTime.plus(kernel.now(), ahead);
      node.clock.stepOver();
    }
    if (node.stepNanos > 0 || ahead > 0) {
      node.busyUntil = SimTime.plus(kernel.now(), ahead + node.stepNanos);
      node.readinessChanged();
    }
    if (tracer != null) {
      states.look(node);
    }
    monitors.afterStep();
    if (++node.points >= node.nextPoint && node.up() && !kernel.stopped()) {
      kernel.reached(node);
    }
  }

  /** What comes out of an incarnation that has crashed in this step is not the program's. */
  void threw(SimNode node, SimEnv env, Throwable thrown) {
    if (node.env == env || thrown instanceof SimulationBug) {
      nodeThrew(node, thrown);
    }
  }

  public void nodeThrew(SimNode node, Throwable thrown) {
    kernel.running(null);
    UserCode.rethrowWhatIsNotIts(thrown);
    monitors.nodeThrew(node.name, thrown);
  }
}
