package dev.faultline.check.property;

import dev.faultline.check.Evidence;
import dev.faultline.check.Statistics;
import dev.faultline.check.Verdict;
import dev.faultline.check.Witness;
import dev.faultline.core.history.History;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * The properties of uniform consensus, decided on the events of a {@link ConsensusRecorder} in
 * linear time.
 *
 * <p>Each verdict names the first violation. If no process decided, the safety properties are
 * unknown, not valid.
 */
public final class ConsensusProperties {

  private ConsensusProperties() {}

  /** No two processes, correct or faulty, decide differently in one instance. */
  public static <V> Verdict agreement(ConsensusRecorder<V> record) {
    Map<Long, ConsensusRecorder.Event<V>> first = new HashMap<>();
    for (var event : record.events) {
      if (event.decision()) {
        var other = first.putIfAbsent(event.instance(), event);
        if (other != null && !other.value().equals(event.value())) {
          return violated(record, "agreement", words(other) + ", but " + words(event));
        }
      }
    }
    return ifDecided(record, "agreement");
  }

  /** Every decided value was proposed before, by some process in the same instance. */
  public static <V> Verdict validity(ConsensusRecorder<V> record) {
    record Proposal(long instance, Object value) {}
    var proposed = new HashSet<Proposal>();
    for (var event : record.events) {
      if (!event.decision()) {
        proposed.add(new Proposal(event.instance(), event.value()));
      } else if (!proposed.contains(new Proposal(event.instance(), event.value()))) {
        return violated(
            record, "validity", words(event) + ", which nobody had proposed at that time");
      }
    }
    return ifDecided(record, "validity");
  }

  /** No process decides twice in one instance, not even the same value. */
  public static <V> Verdict integrity(ConsensusRecorder<V> record) {
    record Decider(long instance, String process) {}
    Map<Decider, ConsensusRecorder.Event<V>> first = new HashMap<>();
    for (var event : record.events) {
      if (event.decision()) {
        var before = first.putIfAbsent(new Decider(event.instance(), event.process()), event);
        if (before != null) {
          return violated(record, "integrity", words(before) + ", and again " + words(event));
        }
      }
    }
    return ifDecided(record, "integrity");
  }

  /**
   * By a deadline every correct process has decided in every instance in which a correct process
   * proposed before the deadline.
   *
   * @param correct the correct processes; the first one that violates the property is named
   * @param deadlineNanos simulated time; a model without synchrony has no such deadline
   */
  public static <V> Verdict termination(
      ConsensusRecorder<V> record, Collection<String> correct, long deadlineNanos) {
    record Decider(long instance, String process) {}
    var started = new LinkedHashSet<Long>();
    var decided = new HashSet<Decider>();
    var names = new LinkedHashSet<>(correct);
    for (var event : record.events) {
      if (event.nanos() > deadlineNanos) {
        continue;
      }
      if (event.decision()) {
        decided.add(new Decider(event.instance(), event.process()));
      } else if (names.contains(event.process())) {
        started.add(event.instance());
      }
    }
    for (long instance : started) {
      for (var process : names) {
        if (!decided.contains(new Decider(instance, process))) {
          return violated(
              record,
              "termination",
              process
                  + " has not decided in instance "
                  + instance
                  + " by the deadline at "
                  + deadlineNanos
                  + " ns");
        }
      }
    }
    return started.isEmpty()
        ? unknown(record, "no correct process proposed before the deadline")
        : valid(record, "termination");
  }

  private static String words(ConsensusRecorder.Event<?> event) {
    return event.process()
        + " decided "
        + event.value()
        + " in instance "
        + event.instance()
        + " at "
        + event.nanos()
        + " ns";
  }

  private static Verdict ifDecided(ConsensusRecorder<?> record, String property) {
    boolean decided = record.events.stream().anyMatch(ConsensusRecorder.Event::decision);
    return decided ? valid(record, property) : unknown(record, "nobody decided");
  }

  private static Verdict valid(ConsensusRecorder<?> record, String property) {
    return new Verdict.Valid(new Witness.Established(property + " holds"), statistics(record));
  }

  private static Verdict unknown(ConsensusRecorder<?> record, String reason) {
    return new Verdict.Unknown(reason, List.of(), statistics(record));
  }

  private static Verdict violated(ConsensusRecorder<?> record, String property, String words) {
    return new Verdict.Invalid(
        new Evidence.Pattern(property, History.empty(), property + ": " + words),
        statistics(record));
  }

  private static Statistics statistics(ConsensusRecorder<?> record) {
    return new Statistics(record.events.size(), 1, 0, "one pass over the record");
  }
}
