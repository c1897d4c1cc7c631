package dev.faultline.check.property;

import dev.faultline.core.history.History;
import dev.faultline.core.history.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * Records proposals and decisions, in the order of the calls; {@link ConsensusProperties} checks
 * them. One recorder may hold many instances, such as the slots of a log.
 *
 * <p>Single-threaded and deterministic.
 *
 * @param <V> values; compared by {@code equals}
 */
public final class ConsensusRecorder<V> {

  record Event<V>(boolean decision, long instance, String process, V value, long nanos) {}

  final List<Event<V>> events = new ArrayList<>();

  /**
   * The record of a history of proposals: each client proposes its input and decides its output.
   * Positions serve as time. One instance, number 0.
   */
  public static <V> ConsensusRecorder<V> of(History<V, V> history) {
    record At<V>(long position, Event<V> event) {}
    var all = new ArrayList<At<V>>();
    for (var op : history.operations()) {
      var process = Integer.toString(op.client());
      all.add(new At<>(op.called(), new Event<>(false, 0, process, op.input(), op.called())));
      if (op.outcome() instanceof Outcome.Ok<V>(V decided)) {
        all.add(new At<>(op.returned(), new Event<>(true, 0, process, decided, op.returned())));
      }
    }
    all.sort(java.util.Comparator.comparingLong(At::position));
    var recorder = new ConsensusRecorder<V>();
    all.forEach(at -> recorder.events.add(at.event()));
    return recorder;
  }

  /**
   * A process proposed a value.
   *
   * @param nanos simulated time
   */
  public void proposed(long instance, String process, V value, long nanos) {
    events.add(new Event<>(false, instance, process, value, nanos));
  }

  /**
   * A process decided a value.
   *
   * @param nanos simulated time
   */
  public void decided(long instance, String process, V value, long nanos) {
    events.add(new Event<>(true, instance, process, value, nanos));
  }
}
