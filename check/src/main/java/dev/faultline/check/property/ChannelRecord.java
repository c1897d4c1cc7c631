package dev.faultline.check.property;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What happened on one channel. */
final class ChannelRecord {

  /**
   * A message handed over by the link.
   *
   * @param place of the message in the order of sending, -1 if it had not been sent
   * @param position when, in the order of all events
   */
  record Delivery(long message, int place, long position) {}

  final Channel channel;
  final List<Long> messages = new ArrayList<>();
  final List<Long> sentAt = new ArrayList<>();
  final List<Delivery> deliveries = new ArrayList<>();
  private final Map<Long, Integer> placeOf = new HashMap<>();

  ChannelRecord(Channel channel) {
    this.channel = channel;
  }

  void sent(long message, long position) {
    if (placeOf.putIfAbsent(message, messages.size()) != null) {
      throw new IllegalArgumentException(
          "message " + message + " was sent twice on " + channel + "; number messages uniquely");
    }
    messages.add(message);
    sentAt.add(position);
  }

  void delivered(long message, long position) {
    deliveries.add(new Delivery(message, placeOf.getOrDefault(message, -1), position));
  }
}
