package dev.faultline.explore.story;

import dev.faultline.sim.trace.TraceEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What some moments of a run depend on: what happened before them at their nodes, and before the
 * messages that these got (happened-before, Lamport, CACM 1978).
 */
public final class CausalPast {
  private record Message(String from, String to, long ordinal) {}

  private final List<TraceEvent> run;
  private final Map<Message, Integer> sent = new LinkedHashMap<>();

  /** For each node: up to which event what it did lies in the past. */
  private final Map<String, Integer> horizon = new LinkedHashMap<>();

  /**
   * The past of events, given by their places in the run.
   *
   * @param moments events that happen at a node
   */
  public CausalPast(List<TraceEvent> run, List<Integer> moments) {
    this.run = run;
    for (int i = 0; i < run.size(); i++) {
      if (run.get(i) instanceof TraceEvent.Sent e) {
        sent.put(new Message(e.from(), e.to(), e.ordinal()), i);
      }
    }
    for (int moment : moments) {
      String node = node(run.get(moment));
      if (node != null) {
        horizon.merge(node, moment, Math::max);
      }
    }
    for (int i = run.size() - 1; i >= 0; i--) {
      if (run.get(i) instanceof TraceEvent.Delivered e && contains(i)) {
        Integer send = sending(e);
        if (send != null) {
          horizon.merge(e.from(), send, Math::max);
        }
      }
    }
  }

  /** Whether an event lies in the past; one that happens at no node does not. */
  boolean contains(int event) {
    String node = node(run.get(event));
    return node != null && event <= horizon.getOrDefault(node, -1);
  }

  /**
   * The nodes through which word of a call reached the past's moments, and where in the run each of
   * them had it. Clients pass nothing on, but for the caller until it has its answer.
   *
   * @param call where the operation is called
   * @param answer where it is answered
   */
  public Map<String, Integer> heard(int call, int answer, Set<String> clients) {
    Map<String, Integer> heard = new LinkedHashMap<>();
    if (!(run.get(call) instanceof TraceEvent.Invoked(_, String caller, _, _))) {
      throw new IllegalArgumentException("no call of an operation: " + run.get(call));
    }
    for (int i = call + 1; i < run.size(); i++) {
      if (run.get(i) instanceof TraceEvent.Delivered e
          && !clients.contains(e.to())
          && !heard.containsKey(e.to())
          && contains(i)) {
        Integer send = sending(e);
        boolean told =
            send != null
                && (e.from().equals(caller)
                    ? send > call && send < answer
                    : send > heard.getOrDefault(e.from(), Integer.MAX_VALUE));
        if (told) {
          heard.put(e.to(), i);
        }
      }
    }
    return heard;
  }

  /** Where the message was sent, or null where the trace does not say. */
  @Nullable Integer sending(TraceEvent.Delivered e) {
    return sent.get(new Message(e.from(), e.to(), e.ordinal()));
  }

  /**
   * The steps that led to an event straight away, the latest first: its own step, the one in which
   * the message that began that step was sent, and so on until a step that no message began.
   */
  public List<Integer> chain(int event, int longest) {
    List<Integer> chain = new ArrayList<>();
    Integer step = step(event);
    while (step != null && chain.size() < longest) {
      chain.add(step);
      step =
          switch (run.get(step)) {
            case TraceEvent.Delivered e -> {
              Integer send = sending(e);
              yield send == null ? null : step(send);
            }
            // A thread goes on because of what its node got last, as far as anybody can tell.
            case TraceEvent.ThreadRan e -> deliveryBefore(step, e.node());
            case TraceEvent event2 -> null;
          };
    }
    return chain;
  }

  /** The last deliveries to an event's node before it, the latest first. */
  List<Integer> deliveriesBefore(int event, int most) {
    List<Integer> deliveries = new ArrayList<>();
    String node = node(run.get(event));
    Integer at = node == null ? null : deliveryBefore(event, node);
    while (at != null && node != null && deliveries.size() < most) {
      deliveries.add(at);
      at = deliveryBefore(at, node);
    }
    return deliveries;
  }

  /** The beginning of the step that an event is a part of; null where there is none. */
  private @Nullable Integer step(int event) {
    String node = node(run.get(event));
    for (int i = event; i >= 0; i--) {
      boolean beginning =
          switch (run.get(i)) {
            case TraceEvent.Delivered e -> e.to().equals(node);
            case TraceEvent.TimerFired e -> e.node().equals(node);
            case TraceEvent.ThreadRan e -> e.node().equals(node);
            case TraceEvent.Started e -> e.node().equals(node);
            case TraceEvent other -> false;
          };
      if (beginning) {
        return i;
      }
    }
    return null;
  }

  private @Nullable Integer deliveryBefore(int event, String node) {
    for (int i = event - 1; i >= 0; i--) {
      if (run.get(i) instanceof TraceEvent.Delivered e && e.to().equals(node)) {
        return i;
      }
    }
    return null;
  }

  /** The node at which an event happens; null for what concerns the whole world. */
  static @Nullable String node(TraceEvent event) {
    return switch (event) {
      case TraceEvent.Started e -> e.node();
      case TraceEvent.Crashed e -> e.node();
      case TraceEvent.Sent e -> e.from();
      case TraceEvent.Delivered e -> e.to();
      case TraceEvent.Lost e -> e.to();
      case TraceEvent.Duplicated e -> e.from();
      case TraceEvent.TimerFired e -> e.node();
      case TraceEvent.ThreadRan e -> e.node();
      case TraceEvent.Remarked e -> e.node();
      case TraceEvent.Signalled e -> e.node();
      case TraceEvent.Described e -> e.node();
      case TraceEvent.Invoked e -> e.client();
      case TraceEvent.Completed e -> e.client();
      case TraceEvent.FaultBegan e -> null;
      case TraceEvent.FaultEnded e -> null;
      case TraceEvent.Healed e -> null;
      case TraceEvent.Violated e -> null;
    };
  }
}
