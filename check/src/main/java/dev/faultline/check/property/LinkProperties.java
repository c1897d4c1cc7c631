package dev.faultline.check.property;

import dev.faultline.check.Evidence;
import dev.faultline.check.Statistics;
import dev.faultline.check.Verdict;
import dev.faultline.check.Witness;
import dev.faultline.core.history.History;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The properties of point-to-point links, decided on the events of a {@link LinkRecorder} in linear
 * time.
 *
 * <p>Each verdict names the first violation. If nothing happened that could have violated the
 * property, the verdict is unknown, not valid.
 */
public final class LinkProperties {

  private LinkProperties() {}

  /** Every delivered message was sent before on the same channel. */
  public static Verdict noCreation(LinkRecorder record) {
    return overDeliveries(record, "no creation", LinkProperties::created);
  }

  /** No message is delivered more than once. */
  public static Verdict noDuplication(LinkRecorder record) {
    return overDeliveries(record, "no duplication", LinkProperties::duplicated);
  }

  /**
   * Messages are delivered in the order in which they were sent: each one after all messages that
   * were sent before it on its channel. Deliveries of messages that were never sent, and repeated
   * deliveries, are checked by the other properties.
   */
  public static Verdict fifoOrder(LinkRecorder record) {
    return overDeliveries(record, "FIFO order", LinkProperties::disordered);
  }

  /**
   * Every message from a correct process to a correct process has been delivered. Call this when
   * delivery is due: after healing and a deadline.
   *
   * @param correct whether a process is correct
   */
  public static Verdict reliableDelivery(LinkRecorder record, Predicate<String> correct) {
    int judged = 0;
    for (var channel : record.channels.values()) {
      if (!correct.test(channel.channel.sender()) || !correct.test(channel.channel.receiver())) {
        continue;
      }
      judged += channel.messages.size();
      var missing = undelivered(channel);
      if (missing.isPresent()) {
        return violated(record, "reliable delivery", missing.get());
      }
    }
    return judged == 0
        ? nothing(record, "no correct process sent anything to a correct one")
        : holds(record, "reliable delivery");
  }

  private static Verdict overDeliveries(
      LinkRecorder record, String property, Function<ChannelRecord, Optional<Violation>> of) {
    Optional<Violation> first = Optional.empty();
    for (var channel : record.channels.values()) {
      var found = of.apply(channel);
      if (found.isPresent()
          && (first.isEmpty() || found.get().position() < first.get().position())) {
        first = found;
      }
    }
    if (first.isPresent()) {
      return violated(record, property, first.get().words());
    }
    return record.deliveredCount() == 0
        ? nothing(record, "nothing was delivered")
        : holds(record, property);
  }

  private record Violation(long position, String words) {}

  private static Optional<Violation> created(ChannelRecord channel) {
    for (var delivery : channel.deliveries) {
      if (delivery.place() < 0) {
        boolean later = channel.messages.contains(delivery.message());
        return violation(
            channel, delivery, later ? "which was sent only later" : "which nobody sent");
      }
    }
    return Optional.empty();
  }

  private static Optional<Violation> duplicated(ChannelRecord channel) {
    var seen = new java.util.HashMap<Long, Long>();
    for (var delivery : channel.deliveries) {
      Long before = seen.putIfAbsent(delivery.message(), delivery.position());
      if (before != null) {
        return violation(channel, delivery, "which it delivered already at event " + before);
      }
    }
    return Optional.empty();
  }

  private static Optional<Violation> disordered(ChannelRecord channel) {
    boolean[] delivered = new boolean[channel.messages.size()];
    int next = 0;
    for (var delivery : channel.deliveries) {
      if (delivery.place() < 0 || delivered[delivery.place()]) {
        continue;
      }
      if (delivery.place() != next) {
        return violation(
            channel,
            delivery,
            "but not message " + channel.messages.get(next) + ", which was sent before it");
      }
      delivered[next++] = true;
    }
    return Optional.empty();
  }

  private static Optional<String> undelivered(ChannelRecord channel) {
    boolean[] delivered = new boolean[channel.messages.size()];
    for (var delivery : channel.deliveries) {
      if (delivery.place() >= 0) {
        delivered[delivery.place()] = true;
      }
    }
    for (int i = 0; i < delivered.length; i++) {
      if (!delivered[i]) {
        return Optional.of(
            channel.channel
                + ": message "
                + channel.messages.get(i)
                + ", sent at event "
                + channel.sentAt.get(i)
                + ", was never delivered");
      }
    }
    return Optional.empty();
  }

  private static Optional<Violation> violation(
      ChannelRecord channel, ChannelRecord.Delivery delivery, String why) {
    return Optional.of(
        new Violation(
            delivery.position(),
            channel.channel
                + ": at event "
                + delivery.position()
                + " the receiver delivered message "
                + delivery.message()
                + ", "
                + why));
  }

  private static Verdict violated(LinkRecorder record, String property, String words) {
    return new Verdict.Invalid(
        new Evidence.Pattern(property, History.empty(), property + ": " + words),
        statistics(record));
  }

  private static Verdict holds(LinkRecorder record, String property) {
    return new Verdict.Valid(new Witness.Established(property + " holds"), statistics(record));
  }

  private static Verdict nothing(LinkRecorder record, String reason) {
    return new Verdict.Unknown(reason, List.of(), statistics(record));
  }

  private static Statistics statistics(LinkRecorder record) {
    int events = record.sentCount() + record.deliveredCount();
    return new Statistics(events, record.channels.size(), 0, "one pass over the record");
  }
}
